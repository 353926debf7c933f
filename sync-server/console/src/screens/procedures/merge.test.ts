import { expect, test } from "vitest";
import { merged, withTheirs } from "./merge.ts";
import { added, blankProcedure, blankStep, movedTo, type Procedure, removed, withStep } from "./procedure.ts";

const base: Procedure = { ...blankProcedure(), number: "P-1", steps: ["a", "b", "c"].map((id) => blankStep("check", id)) };
const ids = ({ steps }: Procedure) => steps.map(({ id }) => id).join("");
const hinted = (id: string, hint: string) => ({ ...blankStep("check", id), hint: { zh: hint, en: "" } });

test("what each changed alone stands", () => {
  const mine = withStep({ ...base, models: ["A"] }, hinted("a", "mine"));
  const theirs = withStep({ ...base, revision: 4, number: "P-2" }, hinted("b", "theirs"));
  const { procedure, conflicts } = merged(base, mine, theirs);
  expect(conflicts).toEqual([]);
  expect([procedure.number, procedure.models, procedure.revision]).toEqual(["P-2", ["A"], 4]);
  expect(procedure.steps.map(({ hint }) => hint.zh)).toEqual(["mine", "theirs", ""]);
});

test("what both changed differently is mine until somebody chooses", () => {
  const { procedure, conflicts } = merged(base, withStep(base, hinted("a", "mine")), withStep(base, hinted("a", "theirs")));
  expect(conflicts).toEqual([{ step: "a", field: "hint", mine: { zh: "mine", en: "" }, theirs: { zh: "theirs", en: "" } }]);
  expect(procedure.steps[0]?.hint.zh).toBe("mine");
  expect(withTheirs(procedure, conflicts[0]!).steps[0]?.hint.zh).toBe("theirs");
});

test("the same change on both sides is none to decide", () => {
  expect(merged(base, { ...base, number: "P-9" }, { ...base, number: "P-9" }).conflicts).toEqual([]);
});

test("steps added on both sides stand where they were put", () => {
  const mine = added(base, blankStep("photo", "m"), "a");
  const theirs = added(base, blankStep("photo", "t"), "c");
  expect(ids(merged(base, mine, theirs).procedure)).toBe("ambct");
});

test("my order stands beside their additions", () => {
  expect(ids(merged(base, movedTo(base, "c", 0), added(base, blankStep("photo", "t"), "b")).procedure)).toBe("cabt");
  expect(ids(merged(base, added(base, blankStep("photo", "m"), "b"), movedTo(base, "c", 0)).procedure)).toBe("cabm");
});

test("a step that one removed is gone, unless the other changed it", () => {
  expect(ids(merged(base, removed(base, "b"), base).procedure)).toBe("ac");
  expect(ids(merged(base, base, removed(base, "b")).procedure)).toBe("ac");
  const changed = withStep(base, hinted("b", "kept"));
  const mineGone = merged(base, removed(base, "b"), changed);
  expect([ids(mineGone.procedure), mineGone.conflicts.length]).toEqual(["ac", 1]);
  expect(ids(withTheirs(mineGone.procedure, mineGone.conflicts[0]!))).toBe("acb");
  const theirsGone = merged(base, changed, removed(base, "b"));
  expect([ids(theirsGone.procedure), theirsGone.conflicts.length]).toEqual(["abc", 1]);
  expect(ids(withTheirs(theirsGone.procedure, theirsGone.conflicts[0]!))).toBe("ac");
});
