import { expect, test } from "vitest";
import { blankProcedure, blankStep, type Measurement, type Procedure, type Step } from "./procedure.ts";
import { problemAt, problemsOf, worst, wrongs } from "./problems.ts";

const text = (zh: string, en = zh) => ({ zh, en });
const sound: Step = { ...blankStep("check", "a"), title: text("检查", "Check") };
const procedure = (...steps: Step[]): Procedure => ({ ...blankProcedure(), number: "P-1", name: text("保养", "Maintenance"), steps });
const said = (of: Procedure) => problemsOf(of).map(({ field, words, is }) => `${field} ${words.replace("procedures-", "")} ${is}`);
const measuring = (given: Partial<Measurement>): Step => {
  const step = { ...blankStep("measurement", "m"), title: text("压力", "Pressure") };
  return { ...step, measurement: { ...step.measurement!, unit: "kPa", low: "1", ...given } };
};

test("a sound procedure has none", () => {
  expect(said(procedure(sound, measuring({})))).toEqual([]);
});

test("a new one lacks number, name and steps", () => {
  expect(said(blankProcedure())).toEqual(["number problem-number wrong", "name problem-name wrong", "steps problem-no-steps wrong"]);
});

test("a number of another procedure is named", () => {
  expect(problemsOf(procedure(sound), new Set(["P-1"])).map(({ words }) => words)).toEqual(["procedures-problem-number-taken"]);
});

test("what is written in one language only is doubted, and can be published", () => {
  const problems = problemsOf(procedure({ ...sound, title: text("检查", " ") }));
  expect(problems.map(({ is }) => is)).toEqual(["doubt"]);
  expect(wrongs(problems)).toEqual([]);
});

test("a choice needs two answers, each in words", () => {
  const choice = { ...blankStep("choice", "c"), title: text("状态") };
  expect(said(procedure(choice))).toEqual(["choices problem-choice-words wrong"]);
  expect(said(procedure({ ...choice, choices: choice.choices.slice(0, 1) }))).toContain("choices problem-choices wrong");
  const same = choice.choices.map((one) => ({ ...one, label: text("好", "Good") }));
  expect(said(procedure({ ...choice, choices: same }))).toEqual(["choices problem-choice-twice doubt"]);
});

test("limits are decimals in rising order", () => {
  expect(said(procedure(measuring({ low: "2", high: "1" })))).toEqual(["limits problem-limits wrong"]);
  expect(said(procedure(measuring({ low: "1", nominal: "5", high: "4" })))).toEqual(["limits problem-limits wrong"]);
  expect(said(procedure(measuring({ low: "1", high: "1" })))).toEqual([]);
  expect(said(procedure(measuring({ high: "high" })))).toEqual(["limits problem-decimal wrong"]);
  expect(said(procedure(measuring({ low: null })))).toEqual(["limits problem-no-limits doubt"]);
});

test("what is wrong stands before what is doubted", () => {
  const step = { ...measuring({ unit: "", low: "x" }), title: text("压力", "") };
  const problems = problemsOf(procedure(step));
  expect(worst(problems, "m")).toBe("wrong");
  expect(problemAt(problems, "m", "unit")?.is).toBe("doubt");
  expect(problemAt(problems, "m", "hint")).toBeUndefined();
});
