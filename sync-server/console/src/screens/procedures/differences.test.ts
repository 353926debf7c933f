import { expect, test } from "vitest";
import { differences, isNone } from "./differences.ts";
import { added, blankProcedure, blankStep, movedTo, type Procedure, removed, withStep } from "./procedure.ts";

const old: Procedure = { ...blankProcedure(), number: "P-1", steps: ["a", "b", "c", "d", "e"].map((id) => blankStep("check", id)) };
const moved = (now: Procedure) => differences(old, now).changed.filter(({ isMoved }) => isMoved).map(({ step, from, to }) => [step.id, from, to]);

test("a version does not differ from itself, nor by what only publishing sets", () => {
  expect(isNone(differences(old, structuredClone(old)))).toBe(true);
  expect(isNone(differences(old, { ...old, revision: 7, published_ms: 5, change_note: { zh: "改", en: "" } }))).toBe(true);
});

test("one step that was moved is one that was moved, up or down", () => {
  expect(moved(movedTo(old, "a", 4))).toEqual([["a", 1, 5]]);
  expect(moved(movedTo(old, "e", 1))).toEqual([["e", 5, 2]]);
});

test("steps around an added or removed one are not moved", () => {
  const now = added(removed(old, "b"), blankStep("photo", "new"), "c");
  const found = differences(old, now);
  expect(found.added.map(({ step, to }) => [step.id, to])).toEqual([["new", 3]]);
  expect(found.removed.map(({ step, from }) => [step.id, from])).toEqual([["b", 2]]);
  expect(found.changed).toEqual([]);
});

test("a changed field has its old and its new value", () => {
  const step = { ...blankStep("check", "c"), hint: { zh: "看", en: "Look" }, target_minutes: 3 };
  const found = differences(old, { ...withStep(old, step), models: ["LC-500"] });
  expect(found.fields).toEqual([{ field: "models", old: [], new: ["LC-500"] }]);
  expect(found.changed.map(({ step: { id }, isMoved, fields }) => [id, isMoved, fields.map(({ field }) => field)])).toEqual([["c", false, ["target_minutes", "hint"]]]);
  expect(found.changed[0]?.fields[0]).toEqual({ field: "target_minutes", old: null, new: 3 });
});

test("a step can be moved and changed at once", () => {
  const now = movedTo(withStep(old, { ...blankStep("check", "a"), is_required: false }), "a", 2);
  expect(differences(old, now).changed.map(({ isMoved, fields }) => [isMoved, fields.length])).toEqual([[true, 1]]);
});
