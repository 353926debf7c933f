import { expect, test } from "vitest";
import { at, isSame, put } from "./body.ts";
import { filled } from "./filled.ts";

test("values are found and put by the paths that the server writes", () => {
  const body = { stages: [{ stage: "new" }, { stage: "done", limit_minutes: 60 }], photo: { quality: 80 } };
  expect(at(body, "stages[1].limit_minutes")).toBe(60);
  expect(at(body, "photo.quality")).toBe(80);
  expect(at(body, "photo.missing.further")).toBeUndefined();
  expect(at(body, "constructor")).toBeUndefined();
  put(body, "stages[0].limit_minutes", 30);
  put(body, "schedule.fixed.rule", "FREQ=YEARLY");
  expect(body).toMatchObject({ stages: [{ limit_minutes: 30 }, {}], schedule: { fixed: { rule: "FREQ=YEARLY" } } });
});

test("the order of keys and empty texts make no difference", () => {
  expect(isSame({ a: 1, b: { zh: "", en: "x" } }, { b: { en: "x" }, a: 1 })).toBe(true);
  expect(isSame([1, 2], [2, 1])).toBe(false);
  expect(isSame(undefined, null)).toBe(true);
});

test("an older record is filled up, and what a form does not know stays", () => {
  expect(filled({ zone: "UTC", photo: { quality: 80, side: 1 } }, { photo: { quality: 90 }, newer: true })).toEqual({ zone: "UTC", photo: { quality: 90, side: 1 }, newer: true });
});
