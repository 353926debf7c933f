import { expect, test } from "vitest";
import { asDecimal, compare, isDecimal, judge } from "./decimal.ts";

test("a reading at its limit is within", () => {
  const limits = { low: "1450", high: "1750.5" };
  expect(["1450", "1750.50", "1449.9", "1750.6", "1e3", ""].map((reading) => judge(reading, limits))).toEqual([
    "within", "within", "below", "above", "unreadable", "unreadable",
  ]);
});

test("decimals are compared exactly", () => {
  expect(compare("0.3", "0.30")).toBe(0);
  expect(compare("-2", "-10")).toBe(1);
  expect(compare("9007199254740993", "9007199254740992")).toBe(1);
  expect(compare("1", "one")).toBeUndefined();
});

test("signs of other keyboards are read", () => {
  expect(asDecimal(" −１，5 ")).toBe("-1.5");
  expect(asDecimal(".5")).toBe("0.5");
  expect(isDecimal("12345678901234567890123456789")).toBe(false);
});
