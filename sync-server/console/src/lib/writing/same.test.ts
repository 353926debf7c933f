import { expect, test } from "vitest";
import { changes, isNothing, isSame } from "./same.ts";

test("missing, null and empty are the same nothing", () => {
  expect(isSame({ zh: "阀", en: "" }, { zh: "阀" })).toBe(true);
  expect(isSame(null, {})).toBe(true);
  expect(isSame([], undefined)).toBe(true);
  expect(isNothing({ zh: "", en: "" })).toBe(true);
  expect(isNothing(0)).toBe(false);
});

test("order counts in a list, and not between keys", () => {
  expect(isSame([1, 2], [2, 1])).toBe(false);
  expect(isSame({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true);
  expect(isSame([1], { 0: 1 })).toBe(false);
});

test("fields that differ are named with both values", () => {
  const old = { number: "P-1", models: ["A"], note: null as string | null };
  expect(changes(old, { ...old, models: ["A", "B"], note: "" }, ["number", "models", "note"])).toEqual([
    { field: "models", old: ["A"], new: ["A", "B"] },
  ]);
});
