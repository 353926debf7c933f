import { describe, expect, test } from "vitest";
import { compare, difference, isDecimal, judge, negated, written } from "./decimal.ts";

describe("what is typed becomes decimal text", () => {
  test.each([
    ["1.78", "1.78"],
    [" 1,78 ", "1.78"],
    ["１．７８", "1.78"],
    ["−12", "-12"],
    ["＋5", "5"],
    [".5", "0.5"],
    ["-.5", "-0.5"],
    ["12.", "12"],
    ["1 200", "1200"],
    ["1。5", "1.5"],
    ["1,6000", "1.6000"],
  ])("%j is %j", (typed, text) => expect(written(typed)).toBe(text));
});

test("a comma that may part thousands is not guessed at", () => {
  for (const typed of ["1,600", "12，500", "1,234,567"]) expect(isDecimal(written(typed))).toBe(false);
});

describe("only decimals of the core are numbers", () => {
  test.each(["0", "-0.0", "1750.50", "+3", "9".repeat(28)])("%j is one", (text) => expect(isDecimal(text)).toBe(true));
  test.each(["", "-", "NaN", "1e3", "1.2.3", "1,600", "high", "0x10", "9".repeat(29), `1.${"1".repeat(28)}`])("%j is none", (text) =>
    expect(isDecimal(text)).toBe(false),
  );
});

describe("numbers are compared exactly", () => {
  test.each([
    ["0.1", "0.10", 0],
    ["-0", "0", 0],
    ["1750.5", "1750.50", 0],
    ["1449.9", "1450", -1],
    ["1750.6", "1750.5", 1],
    ["-3", "-2.999999999999999999", -1],
    ["9007199254740993", "9007199254740992", 1],
  ] as const)("%s and %s", (first, second, is) => expect(compare(first, second)).toBe(is));

  test("what is no number is not compared", () => {
    expect(compare("high", "1")).toBeUndefined();
    expect(difference("1", "")).toBeUndefined();
  });
});

describe("differences have no binary dust", () => {
  test.each([
    ["1.78", "1.65", "0.13"],
    ["0.3", "0.1", "0.2"],
    ["2.30", "1.30", "1"],
    ["-5.25", "5", "-10.25"],
    ["100", "99.999", "0.001"],
  ])("%s less %s is %s", (first, second, is) => expect(difference(first, second)).toBe(is));
});

describe("a reading is judged as the core judges it", () => {
  const limits = { low: "1450", high: "1750.5" };
  test.each(["1450", "1750.50", "1600"])("%s is within", (reading) => expect(judge(reading, limits)).toEqual({ is: "within" }));
  test("outside says by how much", () => {
    expect(judge("1449.9", limits)).toEqual({ is: "below", by: "0.1" });
    expect(judge("1750.6", limits)).toEqual({ is: "above", by: "0.1" });
  });
  test("what cannot be read is said", () => {
    for (const reading of ["", "NaN", "1,600", "1e3"]) expect(judge(reading, limits)).toEqual({ is: "unreadable" });
  });
  test("an open or unreadable limit limits nothing", () => {
    expect(judge("-40", { low: null, high: "10" })).toEqual({ is: "within" });
    expect(judge("40", { low: "about 50" })).toEqual({ is: "within" });
  });
});

test("the sign changes while a number is typed", () => {
  expect(negated("12.5")).toBe("-12.5");
  expect(negated("−12.5")).toBe("12.5");
  expect(negated("")).toBe("-");
});
