import { expect, test } from "vitest";
import { blankStep, type Step } from "./procedure.ts";
import { isOutside, shownStep, stepAfter, stepBefore, wanting } from "./walk.ts";

const leak = blankStep("check", "leak");
const repair: Step = { ...blankStep("text", "repair"), condition: { step: "leak", any_of: ["no"], below: null, above: null, is_out_of_limits: false } };
const photo = { ...blankStep("photo", "photo"), is_required: false };
const steps = [leak, repair, photo];

test("the walk passes over what is not to be done", () => {
  expect(stepAfter(steps, { leak: "yes" }, "leak")?.id).toBe("photo");
  expect(stepAfter(steps, { leak: "no" }, "leak")?.id).toBe("repair");
  expect(stepBefore(steps, { leak: "yes" }, "photo")?.id).toBe("leak");
  expect(stepAfter(steps, {}, "photo")).toBeUndefined();
});

test("a wished step that is not to be done shows the next one that is", () => {
  expect(shownStep(steps, {}, "repair")?.id).toBe("photo");
  expect(shownStep(steps, { leak: "no" }, "repair")?.id).toBe("repair");
  expect(shownStep([], {}, "repair")).toBeUndefined();
});

test("what the phone would still ask for is said", () => {
  const measure: Step = { ...blankStep("measurement", "m"), measurement: { unit: "V", low: "220", high: "240", nominal: null, decimals: null, is_instrument_required: false, meter: "" } };
  expect(["", "230", "2o0", "250", "not_applicable"].map((answer) => wanting(measure, answer))).toEqual(["answer", undefined, "reading", "note", undefined]);
  expect(wanting(photo, "")).toBeUndefined();
  expect(isOutside(measure, "２５０")).toBe(true);
});
