import { expect, test } from "vitest";
import { newId } from "./ids.ts";

test("an id is a ULID: 26 digits, its time first, and no two are the same", () => {
  const [one, other] = [newId(1_469_918_176_385), newId(1_469_918_176_385)];
  expect(one).toMatch(/^01ARYZ6S41[0-9A-HJKMNP-TV-Z]{16}$/);
  expect(one).not.toBe(other);
  expect(newId(0).slice(0, 10)).toBe("0000000000");
});
