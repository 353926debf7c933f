import { describe, expect, test } from "vitest";
import type { Type } from "$api/api.ts";
import type { Item } from "$lib/attention/detail.ts";
import { changesOf } from "./changes.ts";
import { partRows, otherMovements } from "./parts.ts";
import { pairsOf, type Photo } from "./photos.ts";
import { promisesOf } from "./promise.ts";
import { besides, queueOf, type VisitRow } from "./queue.ts";
import { standingOf } from "./signed.ts";
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

test("parts used stand against what the books moved", () => {
  const usage = (id: string, movement: string | null, quantity = 1000) => ({ ...entry, id, movement, quantity, part: "p", serial_in: null, location: "van" }) as unknown as Type<"Listed_PartUsage">;
  const movement = (id: string, quantity: number, more: object = {}) => ({ id, lines: [{ part: "p", quantity, serial: null }], is_in_review: false, on_behalf_of: null, ...more }) as unknown as Type<"FactSeen_MovementFact">;
  const visit = {
    part_usages: [usage("1", "m1"), usage("2", "m2"), usage("3", "m3"), usage("4", "m4"), usage("5", null)],
    movements: [movement("m1", 1000), movement("m2", 500), movement("m3", 1000, { on_behalf_of: "van" }), movement("m4", 1000, { is_in_review: true }), movement("m9", 1000)],
  };
  expect(partRows(visit).map(({ booked }) => booked)).toEqual(["booked", "differs", "apart", "kept", "missing"]);
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

test("a signature says whether it covers all that is there", () => {
  const signature = (heads: string[], more: object = {}) => ({ outcome: "signed", is_in_review: false, documents: [{ word: "visit", id: "v", heads }], ...more }) as unknown as Type<"FactSeen_SignatureFact">;
  expect(standingOf(signature(["a"]), "v", ["a"])).toBe("unchanged");
  expect(standingOf(signature(["a"]), "v", ["a", "b"])).toBe("beside");
  expect(standingOf(signature(["a"]), "v", ["c"])).toBe("added");
  expect(standingOf(signature(["a"], { is_in_review: true }), "v", ["a"])).toBe("in_review");
  expect(standingOf(signature(["a"], { outcome: "refused" }), "v", ["a"])).toBe("not_signed");
  expect(standingOf(undefined, "v", [])).toBe("not_signed");
});

test("another window than planned, a step from the field and a remark are changes since dispatch", () => {
  const visit = {
    steps: [{ ...entry, id: "s", step: { title: { zh: "", en: "Extra" } } }, { ...entry, by: { by: "console", user: "zheng" }, id: "t", step: { title: { zh: "", en: "Planned" } } }],
    former: ["wu"],
    presses: [{ press: "confirm_with_customer", window_start_ms: 5, window_end_ms: 9, is_taken_back: false, by: LIN, at_ms: 3 }],
    window_start_ms: 1,
    window_end_ms: 4,
  } as unknown as Parameters<typeof changesOf>[0];
  const order = { presses: [{ press: "reschedule", reason: null, by: LIN, at_ms: 2, received_ms: 3 }, { press: "verify" }], remarks: [{ ...entry, id: "r", text: "Gate 3" }] } as unknown as Parameters<typeof changesOf>[1];
  expect(changesOf(visit, order).map(({ what }) => what)).toEqual(["window", "former", "press", "step", "remark"]);
});
