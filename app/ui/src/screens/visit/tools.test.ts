import { expect, test } from "vitest";
import type { Step } from "./steps.ts";
import { calibrationOn, inOrder, type Tool, usedLast } from "./tools.ts";

const tool = (id: string, more: Partial<Tool>) => ({ id, number: id, units: [], holder: null, is_retired: false, ...more }) as unknown as Tool;
const dates = { is_calibrated: true, calibrated_on: "2026-01-10", calibration_ends_on: "2026-08-31" };

test("a calibration is good through its last day, and its end is said in time", () => {
  expect(calibrationOn(dates, "2026-05-01")).toBe("valid");
  expect(calibrationOn(dates, "2026-08-10")).toBe("ends_soon");
  expect(calibrationOn(dates, "2026-08-31")).toBe("ends_soon");
  expect(calibrationOn(dates, "2026-09-01")).toBe("ended");
  expect(calibrationOn(dates, "2026-01-09")).toBe("ended");
  expect(calibrationOn({ ...dates, is_calibrated: false }, "2030-01-01")).toBe("not_needed");
});

test("own instruments come first, and among them those that measure in the unit", () => {
  const tools = [tool("T-1", { holder: "me" }), tool("T-2", { holder: "me", units: ["kPa"] }), tool("T-3", { units: ["kPa"] }), tool("T-4", { is_retired: true })];
  const { own, others } = inOrder(tools, "kPa", "me");
  expect(own.map(({ id }) => id)).toEqual(["T-2", "T-1"]);
  expect(others.map(({ id }) => id)).toEqual(["T-3"]);
});

test("the instrument used last for the same unit is at hand", () => {
  const measured = (unit: string, tool: string | null, at_ms: number) => ({ step: { measurement: { unit } }, answers: [{ tool, at_ms }] }) as unknown as Step;
  const steps = [measured("kPa", "T-1", 2), measured("kPa", "T-2", 1), measured("Cel", "T-3", 9), measured("kPa", null, 5)];
  expect(usedLast(steps, "kPa")).toBe("T-1");
  expect(usedLast(steps, "mm")).toBeNull();
});
