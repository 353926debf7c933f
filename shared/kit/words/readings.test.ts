import { describe, expect, test } from "vitest";
import { compare, isOutside, limitsOf, readingOf } from "./readings.ts";

describe("a reading", () => {
  test.each([
    ["1.78", { low: "1.20", high: "1.65" }, true],
    ["1.65", { low: "1.20", high: "1.65" }, false],
    ["1.650", { high: "1.65" }, false],
    ["1.19", { low: "1.2" }, true],
    ["-12.5", { low: "-12.4" }, true],
    ["0.3", { low: "0.30" }, false],
    ["not a number", { low: "1" }, false],
    ["5", {}, false],
    ["9007199254740993", { high: "9007199254740992" }, true],
  ])("%s against %o is outside: %s", (value, limits, outside) => expect(isOutside(value, limits)).toBe(outside));

  test("is written with the signs that people use", () => {
    expect(readingOf("-3.5", "Cel")).toBe("−3.5\u00a0°C");
    expect(limitsOf({ low: "18.0", high: "30.0", unit: "Cel" })).toBe("18.0 – 30.0\u00a0°C");
    expect(limitsOf({ high: "4.5", unit: "mm/s" })).toBe("≤ 4.5\u00a0mm/s");
    expect(limitsOf({ unit: "kPa" })).toBe("");
  });

  test("what is no decimal is not compared", () => expect(compare("1,5", "1.5")).toBeUndefined());
});
