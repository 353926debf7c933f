import { describe, expect, test } from "vitest";
import { digitsOf, parseDecimal, parseMoney, writeDecimal, writeMoney } from "./money.ts";

describe("typed money", () => {
  test.each([
    ["12.5", 1_250],
    ["12", 1_200],
    ["0.01", 1],
    [".5", 50],
    ["12.", 1_200],
    ["1,234.50", 123_450],
    ["1,234", 123_400],
    ["1.234,50", 123_450],
    ["12,5", 1_250],
    ["1,23", 123],
    ["￥１２。５", 1_250],
    ["¥ 12.50", 1_250],
    ["12.50 元", 1_250],
    ["CNY 99", 9_900],
    ["12.500", 1_250],
    ["007", 700],
    ["-3.10", -310],
    ["-0", 0],
    ["9999999999.99", 999_999_999_999],
  ])("%s is %i fen", (typed, minor) => expect(parseMoney(typed, "CNY")).toBe(minor));

  test.each(["", " ", "-", ".", ",", "12.345", "1.2.3", "1,2,3", "12,34.5", "twelve", "1e3", "99999999999999999"])(
    "%j is no amount",
    (typed) => expect(parseMoney(typed, "CNY")).toBeUndefined(),
  );

  test("every amount survives being written and read, to the last fen", () => {
    for (const minor of [0, 1, 5, 10, 99, 100, 101, 1_999, 123_456_789, 10_000_000_000_000, 70, 110, 115, 435]) {
      expect(parseMoney(writeMoney(minor, "CNY"), "CNY")).toBe(minor);
    }
  });

  test("a currency has its own digits", () => {
    expect(digitsOf("JPY")).toBe(0);
    expect(parseMoney("1200", "JPY")).toBe(1_200);
    expect(parseMoney("1200.5", "JPY")).toBeUndefined();
    expect(parseMoney("1.234", "KWD")).toBe(1_234);
    expect(digitsOf("nothing")).toBe(2);
  });

  test("what a machine cannot hold as a fraction is exact", () => {
    expect(parseMoney("1.005", "KWD")).toBe(1_005);
    expect(parseMoney("4.35", "CNY")).toBe(435);
    expect(parseMoney("8.2", "CNY")).toBe(820);
  });
});

describe("typed numbers", () => {
  test("kilometres are metres", () => {
    expect(parseDecimal("18.5", 3)).toBe(18_500);
    expect(parseDecimal("0.0005", 3)).toBeUndefined();
  });

  test("a number is written as short as it may be, or with all its digits", () => {
    expect(writeDecimal(18_500, 3, true)).toBe("18.5");
    expect(writeDecimal(18_000, 3, true)).toBe("18");
    expect(writeDecimal(5, 2)).toBe("0.05");
    expect(writeDecimal(-5, 2)).toBe("-0.05");
    expect(writeDecimal(7, 0)).toBe("7");
  });
});
