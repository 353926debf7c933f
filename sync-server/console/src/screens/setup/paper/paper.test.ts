import { expect, test } from "vitest";
import { isOfTemplate, templateOf } from "./paper.ts";

test("what a system leaves in a folder is no page", async () => {
  expect([".DS_Store", "Thumbs.db", "main.typ", "seal.png"].filter(isOfTemplate)).toEqual(["main.typ", "seal.png"]);
  const files = await templateOf([new File(["#let a = 1"], "main.typ"), new File(["x"], ".DS_Store")]);
  expect(files).toEqual([{ name: "main.typ", content: btoa("#let a = 1") }]);
});

test("bytes that are no text come through", async () => {
  const bytes = new Uint8Array(70_000).map((_, at) => at % 256);
  const [file] = await templateOf([new File([bytes], "seal.png")]);
  const back = Uint8Array.from(atob(file?.content ?? ""), (letter) => letter.charCodeAt(0));
  expect(back).toEqual(bytes);
});
