import { expect, test } from "vitest";
import type { Type } from "../../door/door.ts";
import { overlapping, replacedBy, spansOf, sums, total } from "./spans.ts";

const MINUTE_MS = 60_000;
const at = (minute: number) => 1_800_000_000_000 + minute * MINUTE_MS;

function pressed(press: string, kind: Type<"TimeKind">, from: number, to: number | null, isCurrent = true): Type<"PressedTime"> {
  return { press, kind, user: "LIN", start_ms: at(from), end_ms: to === null ? null : at(to), is_current: isCurrent };
}

function written(id: string, kind: Type<"TimeKind">, from: number, to: number, replaces: string[] = []): Type<"Listed_TimeEntry"> {
  const by: Type<"Author"> = { by: "field_device", field_device: "PHONE", user: "LIN" };
  return { id, by, at_ms: at(200), is_current: true, received_ms: null, decided: null, kind, user: null, start_ms: at(from), end_ms: at(to), reason: "late", note: null, replaces };
}

test("a correction counts instead of the press, what runs counts up to now, and breaks are no working time", () => {
  const spans = spansOf({
    times: [pressed("P1", "travel", 0, 30, false), pressed("P2", "work", 40, 100), pressed("P3", "break", 100, 110), pressed("P4", "work", 110, null)],
    time_entries: [written("E1", "travel", 0, 40, ["P1"])],
  });
  expect([...sums(spans, at(120))].map(([kind, ms]) => [kind, ms / MINUTE_MS])).toEqual([["travel", 40], ["work", 70], ["break", 10]]);
  expect(total(spans, at(120))).toBe(110 * MINUTE_MS);
  expect(spans.map((span) => span.id)).toEqual(["E1", "P1", "P2", "P3", "P4"]);
});

test("time of one person at once is found, but not with what it replaces, what only touches, or a colleague's", () => {
  const spans = spansOf({ times: [pressed("P1", "travel", 0, 30), pressed("P2", "work", 30, 60), { ...pressed("P3", "work", 20, 60), user: "ZHOU" }], time_entries: [] });
  expect(overlapping(spans, "LIN", at(10), at(30), "P1", at(90))).toEqual([]);
  expect(overlapping(spans, "LIN", at(10), at(40), "P1", at(90)).map((span) => span.id)).toEqual(["P2"]);
  expect(overlapping(spans, "ZHOU", at(0), at(30), undefined, at(90)).map((span) => span.id)).toEqual(["P3"]);
});

test("what stood there before is found through every correction", () => {
  const spans = spansOf({
    times: [pressed("P1", "work", 0, 60, false)],
    time_entries: [{ ...written("E1", "work", 0, 50, ["P1"]), is_current: false }, written("E2", "work", 0, 55, ["E1"])],
  });
  const last = spans.find((span) => span.id === "E2");
  expect(last && replacedBy(spans, last).map((span) => span.id)).toEqual(["E1", "P1"]);
});
