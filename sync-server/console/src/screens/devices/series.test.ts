import { expect, test } from "vitest";
import type { MeterSeen } from "./device.ts";
import { seriesOf } from "./series.ts";

const seen = (id: string, reading: string, more: Partial<MeterSeen> = {}): MeterSeen => ({ id, by: null, at_ms: 1, received_ms: 2, meter: "hours", reading, unit: "h", is_in_review: false, is_reset: false, replaces: [], ...more });

test("a corrected meter reading is not drawn, nor one that is in review", () => {
  const all = seriesOf([], { record: null, meter_readings: [seen("a", "10"), seen("b", "11", { replaces: ["a"] }), seen("c", "99", { is_in_review: true })] });
  expect(all).toHaveLength(1);
  expect(all[0]?.points.map(({ value }) => value)).toEqual(["11"]);
});

test("what was read more often comes first", () => {
  const step = { step: "S", title: {} as never, unit: "Pa", low: "1", high: null, nominal: null, points: [{ entry: "E", at: null, received: "2026-11-23T02:31:00Z", value: "3", is_outside: false, visit: "V", by: null, tool: null, note: null }] };
  const all = seriesOf([step], { record: null, meter_readings: [seen("a", "10"), seen("b", "11")] });
  expect(all.map(({ key }) => key)).toEqual(["meter/hours", "S"]);
  expect(all[1]?.points[0]?.received, "both times of a reading").toBe(Date.parse("2026-11-23T02:31:00Z"));
  expect(all[0]?.points[0]?.received).toBe(2);
});
