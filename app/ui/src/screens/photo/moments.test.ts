import { expect, test } from "vitest";
import { inOrder, momentAt, type Photo } from "./moments.ts";

const photo = (hash: string, taken: number, original: string | null = null, isCurrent = true) =>
  ({ id: hash, hash, taken_ms: taken, at_ms: 0, original, is_current: isCurrent }) as Photo;

test("what was drawn on a photo follows it, and what was taken back is left out", () => {
  const photos = [photo("late", 9), photo("first", 1), photo("drawn", 20, "first"), photo("drawn-again", 30, "drawn"), photo("gone", 2, null, false)];
  expect(inOrder(photos).map(({ hash }) => hash)).toEqual(["first", "drawn", "drawn-again", "late"]);
});

test("a drawing whose photo is not there, or that names itself, stands alone", () => {
  expect(inOrder([photo("drawn", 2, "elsewhere"), photo("odd", 1, "odd")]).map(({ hash }) => hash)).toEqual(["odd", "drawn"]);
});

test("the moment follows from how the visit stands", () => {
  expect([momentAt("confirmed"), momentAt("on_site"), momentAt("working"), momentAt("finished")]).toEqual(["before", "before", "during", "after"]);
});
