import { describe, expect, test } from "vitest";
import { pressesOf } from "./choices.ts";
import { detailOf, ownerOf, standingOf, type Item } from "./detail.ts";

// The rules have no catalogue here: a sentence is its key.
const LIN = { by: "field_device", user: "lin", field_device: "phone" };
const item = (kind: string, detail: object, more: object = {}) =>
  ({ id: "i", kind, subject: "visit/v", key: "", operations: [], since: "2026-11-30T08:00:00Z", detail, state: { state: "open" }, ...more }) as unknown as Item;

describe("an item", () => {
  test("about a field holds every value with who and when, the shown one first, each with its press", () => {
    const written = (value: number, operation: string) => ({ value, operation, by: LIN, at_ms: 5 });
    const found = item("field_conflict", { shown: written(1, "b"), others: [written(3, "a"), written(4, "c")] }, { key: "route_position" });
    const detail = detailOf(found);
    expect(detail.versions.map(({ operation, isShown, atMs }) => [operation, isShown, atMs])).toEqual([["b", true, 5], ["a", false, 5], ["c", false, 5]]);
    expect(detail.versions.map(({ lines }) => lines[0]?.value)).toEqual(["1", "3", "4"]);
    expect(pressesOf(found, detail).map(({ key, choice }) => [key, choice])).toEqual([["1", { operation: "b" }], ["2", { operation: "a" }], ["3", { operation: "c" }]]);
  });

  test("about an answer names the step, and is decided by the entry", () => {
    const found = item("entry_conflict", { entries: [{ id: "1", value: "20.4", by: LIN, at_ms: 5 }, { id: "2", value: "19.07", by: LIN, at_ms: 6 }] }, { key: "answers.step" });
    const detail = detailOf(found);
    expect([detail.step, ...detail.versions.map(({ raw }) => raw)]).toEqual(["step", "20.4", "19.07"]);
    expect(pressesOf(found, detail)[1]?.choice).toEqual({ operation: "2" });
  });

  test("about a correction sets the old value beside the new one", () => {
    const found = item("proposed_correction", { by: LIN, correction: { field: "phone", present: "0571-1", proposed: "0571-2", note: "moved" } });
    const detail = detailOf(found);
    expect(detail.versions.map(({ lines, isShown }) => [lines[0]?.value, isShown])).toEqual([["0571-1", true], ["0571-2", false]]);
    expect(pressesOf(found, detail).map(({ choice }) => choice)).toEqual(["reject", "accept"]);
    expect(detail.lines.map(({ value }) => value)).toEqual(["moved"]);
  });

  test("about late work says what was done and lets it count or not; leaving it out wants words", () => {
    const found = item("late_work", { verb: "use_part", reason: "no_longer_assigned", state: "review", user: "lin", field_device: "phone", unit: 7 });
    const detail = detailOf(found);
    expect(detail.by).toEqual(LIN);
    expect(pressesOf(found, detail).map(({ choice, asksHow }) => [choice, asksHow ?? false])).toEqual([["accept", false], ["reject", true]]);
  });

  test("about what was refused shows what was meant, once it was asked for", () => {
    const intent = { verb: "write_note", by: LIN, at: null, received: null, wanted: [{ kind: "entry", name: "notes", subjects: ["visit/v"], value: { text: "Leak at the valve", replaces: [] } }], hidden: 0, is_cut: false };
    const refused = { verb: "write_note", reason: "forbidden", unit: 7 };
    const { meant, lines } = detailOf(item("refused", refused, { intent }));
    expect(meant?.things.map(({ lines }) => lines.map(({ value }) => value))).toEqual([["Leak at the valve"]]);
    expect([lines, meant?.subjects]).toEqual([[], ["visit/v"]]);
    expect(detailOf(item("refused", refused, { intent: null })).meant).toBeUndefined();
  });

  test("about a reading holds it with its unit and its limits", () => {
    const detail = detailOf(item("out_of_limits", { step: "s", title: { en: "Pressure" }, reading: "7.6", measurement: { low: "1.5", high: "7.0", unit: "kPa" }, note: null }));
    expect(detail.lines.map(({ value }) => value)).toEqual(["7.6\u00a0kPa", "1.5 – 7.0\u00a0kPa"]);
  });

  test("that goes away by itself has nothing to press, and one of a newer server neither", () => {
    for (const kind of ["unassigned", "promise_missed", "field_device_silent", "something_new"]) {
      const found = item(kind, { key: "x", also: ["work_order/o"], off_ms: null });
      expect(pressesOf(found, detailOf(found))).toEqual([]);
      expect(detailOf(found).also).toEqual(["work_order/o"]);
    }
  });

  test("says who has it, and who decided what and why", () => {
    const by = { by: "console", user: "zheng" };
    expect(ownerOf(item("refused", {}, { state: { state: "claimed", by, at_ms: 1 } }))).toBe("zheng");
    expect(ownerOf(item("refused", {}))).toBeUndefined();
    expect(standingOf(item("refused", {}, { state: { state: "decided", by, at_ms: 2, decision: "accept", reason: "told" } }))).toMatchObject({ state: "decided", reason: "told", decision: "accept" });
    expect(standingOf(item("refused", {}, { state: { state: "dismissed", by, at_ms: 2, reason: "mistake" } }))).toMatchObject({ state: "dismissed", reason: "mistake" });
  });

  test("of a shape that nobody expects is still an item", () => {
    for (const detail of [null, "text", [], { shown: 5, others: "x" }, { entries: [null, 3] }, { correction: [] }, { movement: 1 }]) {
      for (const kind of ["field_conflict", "entry_conflict", "proposed_correction", "stock_discrepancy", "refused", "help_asked"]) {
        expect(() => detailOf(item(kind, detail as object))).not.toThrow();
      }
    }
  });
});
