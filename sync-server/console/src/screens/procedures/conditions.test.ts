import { describe, expect, test } from "vitest";
import { answersOf, askable, dependents, doubt, holds, impossible, toBeDone } from "./conditions.ts";
import { blankStep, type Condition, type Step } from "./procedure.ts";

const condition = (step: string, given: Partial<Condition> = {}): Condition => ({ step, any_of: [], below: null, above: null, is_out_of_limits: false, ...given });
const on = (step: Step, asked: Condition): Step => ({ ...step, condition: asked });
const leak = blankStep("check", "leak");
const pressure: Step = { ...blankStep("measurement", "pressure"), measurement: { unit: "kPa", low: "1450", high: "1750", nominal: null, decimals: null, is_instrument_required: false, meter: "" } };
const noise: Step = { ...blankStep("choice", "noise"), choices: [{ value: "none", label: { zh: "", en: "" }, is_fault: false }, { value: "loud", label: { zh: "", en: "" }, is_fault: true }] };
const repair = (asked: Condition) => on(blankStep("text", "repair"), asked);

describe("a condition", () => {
  test("waits for the answer it asks about", () => {
    const asked = condition("pressure", { is_out_of_limits: true });
    expect([undefined, "", "1500", "1400", "1751", "high"].map((answer) => holds(asked, pressure, answer))).toEqual([false, false, false, true, true, false]);
    expect(holds(condition("pressure", { below: "1300" }), pressure, "1299.9")).toBe(true);
    expect(holds(condition("pressure", { below: "1300" }), pressure, "1300")).toBe(false);
  });

  test("on a step that does not come does not hold, whatever was answered there before", () => {
    const steps = [leak, on(noise, condition("leak", { any_of: ["yes"] })), repair(condition("noise", { any_of: ["loud"] }))];
    expect(toBeDone(steps, { leak: "yes", noise: "loud" }).map(({ id }) => id)).toEqual(["leak", "noise", "repair"]);
    expect(toBeDone(steps, { leak: "no", noise: "loud" }).map(({ id }) => id)).toEqual(["leak"]);
  });

  test("on a step that is gone lets its own step be done, as on the phone", () => {
    expect(toBeDone([repair(condition("gone", { any_of: ["yes"] }))], {}).length).toBe(1);
  });
});

describe("impossible is", () => {
  const why = (asked: Condition, ...before: Step[]) => impossible(repair(asked), [...before, repair(asked)]);

  test("a step that is gone or comes later", () => {
    expect(why(condition("gone", { any_of: ["yes"] }), leak)).toBe("condition-gone");
    const first = repair(condition("leak", { any_of: ["yes"] }));
    expect(impossible(first, [first, leak])).toBe("condition-later");
  });

  test("an answer that the question does not have", () => {
    expect(why(condition("noise", { any_of: ["loud"] }), noise)).toBeUndefined();
    expect(why(condition("noise", { any_of: ["loud", "quiet"] }), noise)).toBe("condition-no-answer");
    expect(why(condition("leak", { any_of: ["perhaps"] }), leak)).toBe("condition-no-answer");
  });

  test("nothing asked, or a comparison of what is no reading", () => {
    expect(why(condition("leak"), leak)).toBe("condition-nothing");
    expect(why(condition("leak", { below: "3" }), leak)).toBe("condition-kind");
    expect(why(condition("pressure", { above: "high" }), pressure)).toBe("condition-not-decimal");
  });

  test("a range without anything in it", () => {
    expect(why(condition("pressure", { above: "5", below: "5" }), pressure)).toBe("condition-between");
    expect(why(condition("pressure", { above: "4.9", below: "5" }), pressure)).toBeUndefined();
  });

  test("outside limits where there are none, or where the asked range lies within them", () => {
    const free: Step = { ...pressure, measurement: { ...pressure.measurement!, low: null, high: null } };
    expect(why(condition("pressure", { is_out_of_limits: true }), free)).toBe("condition-no-limits");
    expect(why(condition("pressure", { is_out_of_limits: true, above: "1450", below: "1750" }), pressure)).toBe("condition-within");
    expect(why(condition("pressure", { is_out_of_limits: true, below: "1450" }), pressure)).toBeUndefined();
    expect(why(condition("pressure", { is_out_of_limits: true, above: "1700" }), pressure)).toBeUndefined();
  });

  test("what waits for a step that never comes", () => {
    const never = on(noise, condition("leak", { any_of: ["perhaps"] }));
    expect(why(condition("noise", { any_of: ["loud"] }), leak, never)).toBe("condition-never");
  });
});

test("a condition that always holds, or waits for what may be left out, is doubted", () => {
  const doubted = (asked: Condition, before: Step) => doubt(repair(asked), [before, repair(asked)]);
  expect(doubted(condition("leak", { any_of: ["yes", "no"] }), leak)).toBe("condition-always");
  expect(doubted(condition("leak", { any_of: ["no"] }), { ...leak, is_required: false })).toBe("condition-optional");
  expect(doubted(condition("leak", { any_of: ["no"] }), leak)).toBeUndefined();
});

test("only earlier questions with known answers or readings can be asked about", () => {
  const steps = [blankStep("photo", "photo"), leak, pressure, repair(condition("leak")), noise];
  expect(askable(steps, "repair").map(({ id }) => id)).toEqual(["leak", "pressure"]);
  expect(answersOf(noise)).toEqual(["none", "loud"]);
});

test("what depends on a step is found through others", () => {
  const steps = [leak, on(noise, condition("leak", { any_of: ["yes"] })), pressure, repair(condition("noise", { any_of: ["loud"] }))];
  expect(dependents(steps, "leak").map(({ id }) => id)).toEqual(["noise", "repair"]);
  expect(dependents(steps, "pressure")).toEqual([]);
});
