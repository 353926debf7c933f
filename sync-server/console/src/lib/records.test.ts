import { expect, test } from "vitest";
import { bodyOf, isNewer } from "./records.ts";

test("versions are compared as numbers, and by their epoch first", () => {
  expect(isNewer('"1.10"', '"1.9"')).toBe(true);
  expect(isNewer('"1.9"', '"1.9"')).toBe(false);
  expect(isNewer('"2.1"', '"1.9"')).toBe(true);
  expect(isNewer('"1.1"', "")).toBe(true);
});

test("an older body is given what it lacks and keeps what is not known here", () => {
  expect(bodyOf({ number: "P-1", of_later: 5 }, { number: "", steps: [] as string[] })).toEqual({ number: "P-1", steps: [], of_later: 5 });
});
