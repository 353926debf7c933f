import { expect, test } from "vitest";
import { failuresOf, metersOf, placesOf, stateAfterEvents } from "./record.ts";

const text = (word: string) => ({ zh: word, en: word });
const by = { by: "rule", rule: "test" } as const;
const fitted = (id: string, position: string, more: object = {}) => ({
  id,
  by,
  at_ms: 1,
  is_current: true,
  decided: null,
  received_ms: null,
  position,
  name: null,
  part: null,
  serial: null,
  lot: null,
  fitted_ms: 5,
  expected_life_days: null,
  is_removed: false,
  visit: null,
  part_usage: null,
  note: null,
  replaces: [],
  ...more,
});
const seen = { by, at_ms: 1, received_ms: null, is_in_review: false };

test("what was fitted takes the place of what was delivered, and what was there before is kept", () => {
  const record = {
    components: [
      { position: "Tube", part: "P", name: text("tube"), serial: "T-1", fitted_on: "2024-01-01", expected_life_days: 700, life_meter: "", expected_life_metered: "" },
    ],
  };
  const components = [fitted("A", "tube", { serial: "T-2", is_current: false }), fitted("B", "tube", { serial: "T-3" }), fitted("C", "fan", { is_removed: true })];
  const places = placesOf({ record, components });
  expect(places.map((place) => [place.position, place.serial, place.isRemoved])).toEqual([
    ["fan", "", true],
    ["tube", "T-3", false],
  ]);
  expect(places[1]).toMatchObject({ lifeDays: 700, fittedMs: 5 });
  expect(places[1]?.entries.map((entry) => entry.id)).toEqual(["B", "A"]);
});

test("a corrected reading is not shown, and a meter that no record names has its place", () => {
  const reading = (id: string, meter: string, value: string, replaces: string[] = []) => ({
    ...seen,
    id,
    meter,
    reading: value,
    unit: "h",
    photo: null,
    is_reset: false,
    note: null,
    replaces,
  });
  const record = { meters: [{ key: "hours", name: text("hours"), unit: "h", is_counter: true }] };
  const meters = metersOf({ record, meter_readings: [reading("1", "hours", "10"), reading("2", "hours", "90", ["1"]), reading("3", "pages", "7")] });
  expect(meters.map((meter) => [meter.key, meter.readings.map((held) => held.reading)])).toEqual([
    ["hours", ["90"]],
    ["pages", ["7"]],
  ]);
});

test("a failure that was over speaks for the one it replaces, and events say how the device stands", () => {
  const failure = (id: string, from: number, replaces: string[] = []) => ({
    ...seen,
    id,
    down_from_ms: from,
    restored_at_ms: null,
    fault_code: null,
    component: null,
    is_partial: false,
    note: null,
    replaces,
  });
  expect(failuresOf({ failures: [failure("1", 10), failure("2", 10, ["1"]), failure("3", 99)] }).map((held) => held.id)).toEqual(["3", "2"]);
  const event = (id: string, name: "accepted" | "stopped" | "moved", at: number) => ({ ...seen, id, event: name, happened_ms: at, site: null, note: null });
  expect(stateAfterEvents({ lifecycle: [event("1", "accepted", 1), event("2", "stopped", 3), event("3", "moved", 5)] })).toBe("stopped");
  expect(stateAfterEvents({ lifecycle: [] })).toBeUndefined();
});
