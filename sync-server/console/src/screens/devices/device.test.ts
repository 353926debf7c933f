import { expect, test } from "vitest";
import { blankRecord, daysBetween, inClear, isOurs, lifeUsed, promised } from "./device.ts";

test("a warranty runs, ends soon, is over, or cannot be reckoned", () => {
  expect(promised("2027-06-30", "2026-11-30")).toBe("running");
  expect(promised("2027-01-29", "2026-11-30")).toBe("soon");
  expect(promised("2026-11-30", "2026-11-30")).toBe("soon");
  expect(promised("2026-11-29", "2026-11-30")).toBe("over");
  expect(promised(null, "2026-11-30")).toBe("unknown");
});

test("the day of the device's site counts where the server says it is over", () => {
  expect(promised("2026-11-30", "2026-11-30", true)).toBe("over");
});

test("days are civil days, whatever the clock does", () => {
  expect(daysBetween("2026-03-28", "2026-03-30")).toBe(2);
  expect(daysBetween("2026-11-30", "2026-11-29")).toBe(-1);
});

test("a component's life is known where it was fitted on a day and is to last", () => {
  expect(lifeUsed({ fitted_on: "2026-01-01", expected_life_days: 100 }, "2026-02-20")).toBe(0.5);
  expect(lifeUsed({ fitted_on: null, expected_life_days: 100 }, "2026-02-20")).toBeNull();
  expect(lifeUsed({ fitted_on: "2026-03-01", expected_life_days: 100 }, "2026-02-20")).toBe(0);
});

test("a code of ours is shown as it is printed, a maker's as it is", () => {
  expect(inClear("YGEMDVTSWGH2")).toBe("YGEM-DVTS-WGH2");
  expect(inClear("(01)0123")).toBe("(01)0123");
  expect([isOurs("YGEMDVTSWGH2"), isOurs("(01)0123")]).toEqual([true, false]);
});

test("a new record lacks nothing but what has to be typed", () => {
  expect(blankRecord("C", null)).toMatchObject({ customer: "C", site: null, life_cycle: "in_use", serial: "" });
});
