import { describe, expect, test } from "vitest";
import type { Type } from "$api/api.ts";
import { answered, stepRows, troublesFirst, type Visit } from "./steps.ts";

const LIN = { by: "field_device" as const, user: "lin", field_device: "phone" };

function step(id: string, position: number, more: Partial<Type<"Step">> = {}): Type<"Listed_VisitStep"> {
  const blank = { zh: "", en: "" };
  const plain: Type<"Step"> = {
    id: `p-${id}`, kind: "text", title: { zh: id, en: id }, acceptance: blank, choices: [], condition: null, danger: blank, hint: blank, is_required: true,
    is_self_check: false, measurement: null, part: null, photos_min: null, picture: null, role: null, scan_of: null, signer: "", target_minutes: null,
  };
  return { id, position, step: { ...plain, ...more }, at_ms: 0, received_ms: null, by: LIN, is_current: true, decided: null, replaces: [] };
}

function answer(id: string, to: string, value: string, more: Partial<Type<"Listed_Answer">> = {}): Type<"Listed_Answer"> {
  return { id, step: to, value, note: null, photos: [], tool: null, replaces: [], at_ms: 1, received_ms: null, by: LIN, is_current: true, decided: null, ...more };
}

const pressure = { decimals: 2, high: "1.65", low: "1.20", is_instrument_required: false, meter: "", nominal: null, unit: "MPa" };
const visit = (steps: Visit["steps"], answers: Visit["answers"], photos: Visit["photos"] = []): Visit => ({ steps, answers, photos });
const stands = (of: Visit) => stepRows(of).map(({ id, stand }) => `${id} ${stand}`);

describe("a step", () => {
  test("stands by what was answered to it", () => {
    const steps = [
      step("a", 10),
      step("b", 20, { kind: "measurement", measurement: pressure }),
      step("c", 30, { is_required: false }),
      step("d", 40),
      step("e", 50, { kind: "choice", choices: [{ value: "worn", label: { zh: "", en: "Worn" }, is_fault: true }] }),
      step("f", 60),
    ];
    const answers = [answer("1", "a", "done"), answer("2", "b", "1.78"), answer("3", "e", "worn"), answer("4", "f", "not_applicable")];
    expect(stands(visit(steps, answers))).toEqual(["a answered", "b outside", "c optional", "d missing", "e fault", "f not_applicable"]);
  });

  test("measured again keeps the reading before, and is judged by the one that counts", () => {
    const steps = [step("a", 10, { kind: "measurement", measurement: pressure })];
    const [row] = stepRows(visit(steps, [answer("1", "a", "1.78", { is_current: false }), answer("2", "a", "1.49", { replaces: ["1"], at_ms: 2 })]));
    expect(row?.stand).toBe("answered");
    expect(row?.replaced.map(({ value, isOutside }) => [value, isOutside])).toEqual([["1.78", true]]);
  });

  test("with two different answers is in conflict; with the same twice it is not", () => {
    const steps = [step("a", 10)];
    expect(stands(visit(steps, [answer("1", "a", "yes"), answer("2", "a", "no")]))).toEqual(["a conflict"]);
    expect(stands(visit(steps, [answer("1", "a", "yes"), answer("2", "a", "yes")]))).toEqual(["a answered"]);
  });

  test("of which somebody decided has the answer that holds, and the other as history of its own", () => {
    const decided = { holds: "2", by: LIN, at_ms: 9, received_ms: 9, reason: null };
    const [row] = stepRows(visit([step("a", 10)], [answer("1", "a", "yes", { is_current: false, decided }), answer("2", "a", "no", { decided }), answer("0", "a", "maybe", { is_current: false })]));
    expect(row?.stand).toBe("answered");
    expect([row?.answers, row?.against, row?.replaced].map((all) => all?.map(({ id }) => id))).toEqual([["2"], ["1"], ["0"]]);
  });

  test("is to be done only where its condition holds, and never where the earlier step is not", () => {
    const worn = { step: "p-a", any_of: ["worn"], above: null, below: null, is_out_of_limits: false };
    const steps = [step("a", 10), step("b", 20, { condition: worn }), step("c", 30, { condition: { ...worn, step: "p-b", any_of: [] } })];
    expect(stands(visit(steps, [answer("1", "a", "good")]))).toEqual(["a answered", "b not_to_be_done", "c not_to_be_done"]);
    expect(stands(visit(steps, [answer("1", "a", "worn")]))).toEqual(["a answered", "b missing", "c not_to_be_done"]);
    expect(stands(visit(steps, [answer("1", "a", "worn"), answer("2", "b", "x")]))).toEqual(["a answered", "b answered", "c missing"]);
  });

  test("may ask for a reading beyond its limits, or beyond a bound", () => {
    const bound = { step: "p-a", any_of: [], above: "1.5", below: null, is_out_of_limits: false };
    const steps = [step("a", 10, { kind: "measurement", measurement: pressure }), step("b", 20, { condition: bound }), step("c", 30, { condition: { ...bound, above: null, is_out_of_limits: true } })];
    expect(stands(visit(steps, [answer("1", "a", "1.60")]))).toEqual(["a answered", "b missing", "c not_to_be_done"]);
    expect(stands(visit(steps, [answer("1", "a", "1.50")]))).toEqual(["a answered", "b not_to_be_done", "c not_to_be_done"]);
    expect(stands(visit(steps, [answer("1", "a", "1.70")]))).toEqual(["a outside", "b missing", "c missing"]);
  });
});

test("what troubles stands before what is fine, each in the order of doing", () => {
  const steps = [step("a", 10), step("b", 20), step("c", 30, { kind: "measurement", measurement: pressure }), step("d", 40, { kind: "measurement", measurement: pressure })];
  const rows = stepRows(visit(steps, [answer("1", "a", "x"), answer("3", "d", "9"), answer("2", "c", "9")]));
  expect(troublesFirst(rows).map(({ id }) => id)).toEqual(["c", "d", "b", "a"]);
  expect(answered(rows)).toEqual({ done: 3, all: 4, outside: 2 });
});
