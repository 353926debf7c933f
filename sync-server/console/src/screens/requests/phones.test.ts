import { expect, test } from "vitest";
import { isPhone, isSameNumber, lookedFor } from "./phones.ts";

test("one number is the same in every spelling", () => {
  for (const typed of ["02155550310", "+86 21 5555 0310", "5555-0310", "0310", "（021）55550310", "８６２１５５５５０３１０"]) {
    expect(isSameNumber(typed, "+86 21 5555 0310"), typed).toBe(true);
  }
  expect(isSameNumber("5555 0311", "+86 21 5555 0310")).toBe(false);
  expect(isSameNumber("310", "+86 21 5555 0310")).toBe(false);
  expect(isSameNumber("", "")).toBe(false);
});

test("codes, serials and names are no telephone numbers", () => {
  expect(["13800000000", "+86 21 5555 0310", "(021) 5555-0310"].every(isPhone)).toBe(true);
  expect(["CGFJF0DTKQ58", "LC-500", "海港", "", "12", "EQ-0008"].some(isPhone)).toBe(false);
});

test("a number is looked for by its end too, words as they are", () => {
  expect(lookedFor(" 021-55550310 ")).toEqual(["021-55550310", "02155550310", "0310"]);
  expect(lookedFor("海港")).toEqual(["海港"]);
});
