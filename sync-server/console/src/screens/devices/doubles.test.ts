import { expect, test } from "vitest";
import { likelyDoubles } from "./doubles.ts";

const row = (id: string, serial: string | null) => ({ id, serial });

test("files with one serial number stand together, however it was typed", () => {
  const rows = [row("a", "LC-500/1"), row("b", "HZ-9 77"), row("c", "lc 500 1"), row("d", "ＨＺ977"), row("e", "OTHER")];
  expect(likelyDoubles(rows).map(({ id }) => id)).toEqual(["a", "c", "b", "d"]);
});

test("what is no serial number makes no double", () => {
  expect(likelyDoubles([row("a", ""), row("b", ""), row("c", null), row("d", "1"), row("e", "1")])).toEqual([]);
});
