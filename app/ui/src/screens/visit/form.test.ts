import { describe, expect, test } from "vitest";
import type { Type } from "../../door/door.ts";
import { type Form, standingForm, wrongIn } from "./form.ts";
import type { Step } from "./steps.ts";

const around = { hasPhoto: false, isOtherDevice: false };
const form = (more: Partial<Form> = {}): Form => ({ value: "", note: "", photos: [], tool: null, ...more });
const step = (more: Partial<Type<"Step">>) => ({ kind: "check", choices: [], measurement: null, is_required: true, ...more }) as unknown as Type<"Step">;
const pressure = (more: object = {}) =>
  step({ kind: "measurement", measurement: { unit: "MPa", low: "1.20", high: "1.65", is_instrument_required: false, ...more } as unknown as Type<"Measurement"> });
const at = (asked: Type<"Step">, given: Partial<Form>, more = {}) => wrongIn(asked, form(given), { ...around, ...more })?.at;

describe("what keeps an answer from being saved", () => {
  test("nothing was answered, by words or by photo", () => {
    expect(at(step({}), { note: "oily" })).toBe("value");
    expect(at(step({ kind: "photo" }), { value: "seen" })).toBe("photos");
    expect(at(step({ kind: "photo" }), { photos: ["a"] })).toBeUndefined();
  });
  test("what does not apply says why", () => {
    expect(at(pressure(), { value: "not_applicable" })).toBe("note");
    expect(at(pressure(), { value: "not_applicable", note: "no gauge port" })).toBeUndefined();
  });
  test("a reading outside its limits wants a note or a photo, whichever way it is typed", () => {
    expect(at(pressure(), { value: "1.65" })).toBeUndefined();
    expect(at(pressure(), { value: "1，66" })).toBe("note");
    expect(at(pressure(), { value: "1.66", note: "after the repair 1.5" })).toBeUndefined();
    expect(at(pressure(), { value: "1.66" }, { hasPhoto: true })).toBeUndefined();
    expect(at(pressure(), { value: "high" })).toBe("value");
  });
  test("a choice that is a fault wants them too", () => {
    const belt = step({ kind: "choice", choices: [{ value: "worn", label: { zh: "", en: "" }, is_fault: true }] });
    expect(at(belt, { value: "worn" })).toBe("note");
    expect(at(belt, { value: "worn", note: "frayed" })).toBeUndefined();
  });
  test("an instrument is named where it must be, and a code is the job's device's", () => {
    expect(at(pressure({ is_instrument_required: true }), { value: "1.5" })).toBe("tool");
    expect(at(pressure({ is_instrument_required: true }), { value: "1.5", tool: "T-1" })).toBeUndefined();
    expect(at(step({ kind: "scan" }), { value: "ABC" }, { isOtherDevice: true })).toBe("value");
  });
});

describe("where the form begins", () => {
  const answer = (value: string, photos: string[] = []) => ({ value, note: null, photos, tool: null });
  const detail = { steps: [], visit: { photos: [{ hash: "kept", is_current: true }, { hash: "gone", is_current: false }] } } as unknown as Type<"VisitDetail">;
  const answered = (...answers: unknown[]) => ({ step: step({}), answers }) as unknown as Step;

  test("with the answer that stands, without photos that were taken back", () => {
    expect(standingForm(detail, answered(answer("yes", ["kept", "gone"])))).toEqual(form({ value: "yes", photos: ["kept"] }));
  });
  test("empty where two answers differ", () => {
    expect(standingForm(detail, answered(answer("yes"), answer("no")))).toEqual(form());
  });
});
