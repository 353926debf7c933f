import { describe, expect, test } from "vitest";
import type { Type } from "../../door/door.ts";
import { inSight, isInConflict, nextOpen, numberOf, standOf, stepBefore, type Step } from "./steps.ts";

type Said = { value?: string; note?: string; photos?: string[] };
type Made = { kind?: Type<"StepKind">; isRequired?: boolean; isToBeDone?: boolean; isOutside?: boolean; said?: Said[]; faults?: string[] };

function step(id: string, { kind = "check", isRequired = true, isToBeDone = true, isOutside = false, said = [], faults = [] }: Made = {}): Step {
  const answers = said.map(({ value, note, photos }, index) => ({
    id: `${id}-${index}`,
    at_ms: index,
    by: null,
    is_current: true,
    decided: null,
    received_ms: null,
    step: id,
    value: value ?? null,
    note: note ?? null,
    photos: photos ?? [],
    tool: null,
    replaces: [],
  }));
  const choices = faults.map((value) => ({ value, label: { zh: value, en: value }, is_fault: true }));
  return {
    id,
    at_ms: 0,
    by: null,
    is_current: true,
    decided: null,
    received_ms: null,
    is_to_be_done: isToBeDone,
    is_outside_limits: isOutside,
    answers,
    decided_against: [],
    earlier: [],
    position: 0,
    replaces: [],
    step: { id, kind, is_required: isRequired, choices } as unknown as Type<"Step">,
  };
}

const yes = { said: [{ value: "yes" }] };

describe("how a step stands", () => {
  test.each<[string, Made, string]>([
    ["open where it has no answer", {}, "open"],
    ["wanted only where it may be left out", { isRequired: false }, "optional"],
    ["open where only a note was written", { said: [{ note: "see below" }] }, "open"],
    ["open where a photo is wanted and words were given", { kind: "photo", said: [{ value: "seen" }] }, "open"],
    ["done with its answer", yes, "answered"],
    ["outside limits", { ...yes, isOutside: true }, "outside"],
    ["a fault", { said: [{ value: "worn" }], faults: ["worn"] }, "fault"],
    ["not applicable", { said: [{ value: "not_applicable", note: "no such part" }] }, "not_applicable"],
    ["not to be done, whatever was answered", { ...yes, isToBeDone: false }, "not_to_be_done"],
    ["in conflict before anything else", { said: [{ value: "yes" }, { value: "no" }], isOutside: true }, "conflict"],
  ])("%s", (_, made, stand) => expect(standOf(step("a", made), [])).toBe(stand));

  test("what its answer lacks counts more than a reading outside limits", () => {
    const lacks = [{ step: "a", kind: "note_or_photo", title: null, field: null }] as Type<"Missing">[];
    expect(standOf(step("a", { ...yes, isOutside: true }), lacks)).toBe("lacking");
  });

  test("two engineers who say the same are not in conflict", () => {
    expect(isInConflict(step("a", { said: [{ value: "yes" }, { value: "yes" }] }))).toBe(false);
    expect(isInConflict(step("a", { said: [{ value: "yes" }, { value: "yes", note: "oily" }] }))).toBe(true);
  });
});

describe("the step to go on with", () => {
  const steps = [step("a", yes), step("b", { isRequired: false }), step("c", { isToBeDone: false }), step("d"), step("e", yes), step("f")];

  test("is the first that is open and to be done", () => {
    expect(nextOpen(steps, [])?.id).toBe("b");
    expect(nextOpen(steps, ["b"])?.id).toBe("d");
  });

  test("lies behind the one just left, and else before it", () => {
    expect(nextOpen(steps, [], "b")?.id).toBe("d");
    expect(nextOpen(steps, [], "d")?.id).toBe("f");
    expect(nextOpen(steps, ["b"], "f")?.id).toBe("d");
  });

  test("is never the one just left, and a required one is not skipped for good", () => {
    expect(nextOpen([step("a")], [], "a")).toBeUndefined();
    expect(nextOpen([step("a")], ["a"])?.id).toBe("a");
    expect(nextOpen([step("a", yes)], [])).toBeUndefined();
  });

  test("numbers and the way back leave out what is not to be done", () => {
    expect(numberOf(steps, "d")).toBe(3);
    expect(numberOf(steps, "c")).toBe(0);
    expect(stepBefore(steps, "d")?.id).toBe("b");
    expect(stepBefore(steps, "a")).toBeUndefined();
  });
});

test("in sight are the one just done, those that come, and whatever troubles", () => {
  const steps = ["a", "b", "c", "d", "e", "f"].map((id) => step(id, id < "d" ? { ...yes, isOutside: id === "a" } : {}));
  expect(inSight(steps, [], steps[3]).map(({ id }) => id)).toEqual(["a", "c", "d", "e"]);
  expect(inSight(steps, [], undefined).map(({ id }) => id)).toEqual(["a"]);
});
