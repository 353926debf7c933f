import { expect, test } from "vitest";
import { ulid } from "./ulid.ts";

test("an id is 26 digits of Crockford's base 32, its first ten the time", () => {
  const id = ulid(Date.parse("2016-07-30T23:54:10.259Z"));
  expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  expect(id.slice(0, 10)).toBe("01ARZ3NDEK");
});

test("newer ids sort behind older ones, and no two are the same", () => {
  expect(ulid(2_000) > ulid(1_000)).toBe(true);
  expect(new Set(Array.from({ length: 1_000 }, () => ulid(5))).size).toBe(1_000);
});

test("the last of all times still fits", () => {
  expect(ulid(2 ** 48 - 1).slice(0, 10)).toBe("7ZZZZZZZZZ");
});
