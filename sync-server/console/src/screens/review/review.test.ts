import { describe, expect, test } from "vitest";
import type { Type } from "$api/api.ts";
import type { Item } from "$lib/attention/detail.ts";
import { changesOf } from "./changes.ts";
import { otherMovements } from "./parts.ts";
import { pairsOf, type Photo } from "./photos.ts";
import { promisesOf } from "./promise.ts";
import { besides, queueOf, type VisitRow } from "./queue.ts";
import { sumsOf, timeRows } from "./worked.ts";

const LIN = { by: "field_device" as const, user: "lin", field_device: "phone" };
const entry = { at_ms: 1, by: LIN, is_current: true, replaces: [] };

describe("the queue", () => {
  const row = (id: string, since: string, status = "finished", is_signed = true) => ({ id, since, status, is_signed }) as VisitRow;
  const about = (id: string, kind: string) => ({ id: kind + id, kind, subject: `visit/${id}`, detail: {}, state: { state: "open" } }) as unknown as Item;

  test("has the worst first, then the oldest", () => {
    const rows = [row("fine", "2026-11-30T01:00:00Z"), row("old", "2026-11-29T01:00:00Z"), row("differs", "2026-11-30T09:00:00Z"), row("not", "2026-11-30T08:00:00Z", "not_completed"), row("outside", "2026-11-30T09:30:00Z")];
    const queue = queueOf(rows, [about("outside", "out_of_limits"), about("differs", "signed_differs")]);
    expect(queue.map(({ id }) => id)).toEqual(["outside", "not", "differs", "old", "fine"]);
    expect(queue[0]?.reasons).toEqual(["out_of_limits"]);
  });

  test("says of each why it is looked at, without its signature last", () => {
    const [only] = queueOf([row("a", "2026-11-30T01:00:00Z", "finished", false)], [about("a", "entry_conflict"), about("a", "out_of_limits"), about("b", "late_work")]);
    expect(only?.reasons).toEqual(["out_of_limits", "conflict", "not_signed"]);
  });

  test("is gone through both ways; from outside it begins with the first", () => {
    const queue = [{ id: "a" }, { id: "b" }, { id: "c" }];
    expect(besides(queue, "b")).toEqual({ at: 1, before: "a", after: "c" });
    expect(besides(queue, "x")).toEqual({ at: -1, after: "a" });
    expect(besides([], "x")).toEqual({ at: -1, after: undefined });
  });
});

test("photos before stand beside those after, step by step; one without a fellow stands alone", () => {
  const photo = (id: string, moment: Photo["moment"], step: string | null, taken_ms: number) => ({ ...entry, id, moment, step, taken_ms, hash: id }) as unknown as Photo;
  const pairs = pairsOf([photo("a2", "after", "s", 9), photo("b2", "before", "s", 4), photo("b1", "before", "s", 2), photo("w", null, null, 1), photo("o", "during", "gone", 3)], ["s"]);
  expect(pairs.map(({ step, before, after, single }) => [step, before?.id, after?.id, single?.id])).toEqual([
    ["", undefined, undefined, "w"],
    ["s", "b1", "a2", undefined],
    ["s", "b2", undefined, undefined],
    ["gone", undefined, undefined, "o"],
  ]);
});

test("movements that no part used tells of stand apart", () => {
  const visit = { part_usages: [{ movement: "m1" }, { movement: null }], movements: [{ id: "m1" }, { id: "m9" }] } as unknown as Parameters<typeof otherMovements>[0];
  expect(otherMovements(visit).map(({ id }) => id)).toEqual(["m9"]);
});

test("time is summed by kind, without what still runs", () => {
  const visit = {
    times: [
      { kind: "travel", press: "a", user: "lin", start_ms: 0, end_ms: 600_000, is_current: true },
      { kind: "travel", press: "b", user: "lin", start_ms: 0, end_ms: 900_000, is_current: false },
      { kind: "work", press: "c", user: "lin", start_ms: 700_000, end_ms: null, is_current: true },
    ],
    time_entries: [{ ...entry, id: "t", kind: "travel", start_ms: 1_000_000, end_ms: 1_300_000, note: "detour", reason: null, user: null }],
  } as unknown as Pick<Type<"VisitView">, "times" | "time_entries">;
  const rows = timeRows(visit);
  expect(rows.map(({ user, isWritten, note }) => [user, isWritten, note])).toEqual([["lin", false, ""], ["lin", false, ""], ["lin", true, "detour"]]);
  expect(sumsOf(rows)).toEqual([{ kind: "travel", ms: 900_000 }]);
});

test("a promise is judged once it was kept or its time is over", () => {
  const order = { promised_response_ms: 100, promised_resolution_ms: 200, visits: [] };
  const visit = (reached_ms: Record<string, number>, status = "finished") => ({ reached_ms, status }) as Pick<Type<"VisitView">, "reached_ms" | "status">;
  expect(promisesOf(order, visit({ on_site: 90, finished: 230 }), 500)).toEqual([
    { what: "response", isKept: true, gapMs: 10, dueMs: 100 },
    { what: "resolution", isKept: false, gapMs: 30, dueMs: 200 },
  ]);
  expect(promisesOf(order, visit({}, "planned"), 50)).toEqual([]);
  expect(promisesOf(order, visit({ on_site: 90 }, "not_completed"), 150)).toHaveLength(1);
  expect(promisesOf(undefined, visit({}), 50)).toEqual([]);
});

test("another window than planned, a step from the field and a remark are changes since dispatch", () => {
  const visit = {
    steps: [{ ...entry, id: "s", step: { title: { zh: "", en: "Extra" } } }, { ...entry, by: { by: "console", user: "zheng" }, id: "t", step: { title: { zh: "", en: "Planned" } } }],
    former: ["wu"],
    presses: [{ press: "confirm_with_customer", window_start_ms: 5, window_end_ms: 9, is_taken_back: false, by: LIN, at_ms: 3 }],
    window_start_ms: 1,
    window_end_ms: 4,
  } as unknown as Parameters<typeof changesOf>[1];
  const order = {
    presses: [{ press: "reschedule", reason: "parts late", by: LIN, at_ms: 6, received_ms: 7 }, { press: "reschedule", reason: "before", by: LIN, at_ms: 2, received_ms: 3 }, { press: "verify", at_ms: 8 }],
    remarks: [{ ...entry, id: "r", text: "Gate 3", at_ms: 9 }, { ...entry, id: "early", text: "seen already" }],
    planned_parts: [],
  } as unknown as Parameters<typeof changesOf>[2];
  const at = "1970-01-01T00:00:00.007Z";
  const field = (word: string, name: string, was: unknown, became: unknown) => ({ word, field: name, was, became, by: { by: "console", user: "zheng" }, at });
  const changed = {
    since: "1970-01-01T00:00:00.003Z",
    fields: [
      field("work_order", "window_start_ms", 1, 5),
      field("visit", "window_start_ms", 1, 5),
      field("visit", "window_end_ms", 4, 9),
      field("work_order", "priority", "normal", "high"),
    ],
    entries: [{ word: "work_order", collection: "remarks", entry: "r", by: null, at }, { word: "work_order", collection: "attachments", entry: "x", by: null, at }],
  } as unknown as Parameters<typeof changesOf>[0];
  const changes = changesOf(changed, visit, order);
  expect(changes.map(({ what }) => what).sort()).toEqual(["entry", "field", "former", "press", "remark", "step", "window", "window"]);
  // A window that was moved stands in the visit and in the order: it is said once, with both its ends.
  expect(changes.find((change) => change.what === "window" && !change.isAgreed)).toMatchObject({ from: [1, 4], to: [5, 9] });
  expect(changes.find((change) => change.what === "field")).toMatchObject({ field: "priority", was: "normal", became: "high", by: { user: "zheng" } });
});
