import { expect, test } from "vitest";
import { changeOf, startOf } from "./source.ts";

test("what is not typed anew stays: the address is told to nobody", () => {
  const source = { kind: "url" as const, host: "tiles.example", attribution: "© Example", datum: "gcj02" as const, zoom_max: 16, file: null, may_reach_private: false, kept_bytes: 0, last_failure: null, last_failed: null };
  const form = startOf(source);
  expect(form).toEqual({ kind: "url", url: "", attribution: "© Example", datum: "gcj02", zoom: "16" });
  expect(changeOf(form)).toEqual({ kind: "url", url: null, attribution: "© Example", datum: "gcj02", zoom_max: 16 });
});

test("what is no number of steps is left to the server to refuse", () => {
  const form = { kind: "url" as const, url: " https://tiles.example/{z}/{x}/{y}.png ", attribution: "", datum: "wgs84" as const, zoom: "close" };
  expect(changeOf(form)).toMatchObject({ url: "https://tiles.example/{z}/{x}/{y}.png", zoom_max: 0 });
});
