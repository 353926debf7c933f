import { describe, expect, test } from "vitest";
import type { Type } from "../../door/door.ts";
import { course, type Known } from "./course.ts";

type Detail = Type<"VisitDetail">;
type Made = { card?: Partial<Detail["card"]>; visit?: Partial<Detail["visit"]>; missing?: number; open?: boolean };

const ME = "me";

function detail({ card, visit, missing = 0, open = false }: Made = {}): Detail {
  const step = { id: "step", is_to_be_done: true, answers: [], step: { kind: "check", is_required: true } };
  return {
    card: { status: "working", next_press: "finish", kind: "maintain", is_lead: true, ...card },
    visit: {
      lead: ME,
      helpers: [],
      has_ended: false,
      findings: [],
      charges: [],
      signatures: [],
      ratings: [],
      reached_ms: { working: 1 },
      ...visit,
    },
    steps: open ? [step] : [],
    missing: Array.from({ length: missing }, () => ({ kind: "photo", step: "step", title: null, field: null })),
  } as unknown as Detail;
}

const signature = (outcome: string) => [{ over: "report", outcome, is_in_review: false }] as unknown as Detail["visit"]["signatures"];
const known: Known = { me: ME, payer: "contract", hasQuestionnaire: true, skipped: [] };
const to = (made: Made, more: Partial<Known> = {}) => course(detail(made), { ...known, ...more }).to;

describe("the main press leads through a job in the order the core allows", () => {
  test("before work it holds the press of the card", () => {
    expect(to({ card: { status: "on_site", next_press: "start" } })).toBe("press");
    expect(to({ card: { status: "paused", next_press: "resume" } })).toBe("press");
  });
  test("then steps, then what is missing", () => {
    expect(to({ open: true, missing: 1 })).toBe("step");
    expect(to({ missing: 1 })).toBe("missing");
  });
  test("two answers to one step are settled before anybody signs", () => {
    const answer = (value: string) => ({ value, note: null, photos: [], tool: null });
    const steps = [{ id: "a", is_to_be_done: true, answers: [answer("yes"), answer("no")], step: { kind: "check", is_required: true } }];
    expect(course({ ...detail(), steps } as unknown as Detail, known).to).toBe("conflict");
  });
  test("a repair wants its findings, and charges where the customer pays", () => {
    expect(to({ card: { kind: "repair" } })).toBe("findings");
    expect(to({}, { payer: "customer" })).toBe("charges");
  });
  test("then the customer, then the end, then the rating", () => {
    expect(to({})).toBe("acceptance");
    expect(to({ visit: { signatures: signature("refused") } })).toBe("finish");
    const ended = { card: { status: "finished", next_press: null } } as const;
    expect(to({ ...ended, visit: { signatures: signature("signed") } })).toBe("rating");
    expect(to({ ...ended, visit: { signatures: signature("signed") } }, { hasQuestionnaire: false })).toBe("today");
    expect(to(ended)).toBe("acceptance");
  });
  test("what was signed is not led back into", () => {
    expect(to({ open: true, missing: 1, card: { kind: "repair" }, visit: { signatures: signature("signed") } })).toBe("finish");
  });
  test("a visit that never began asks for no signature", () => {
    expect(to({ card: { status: "not_completed", next_press: null }, visit: { reached_ms: {} } })).toBe("today");
  });
});

describe("who is not its lead", () => {
  const helper = { lead: "somebody", helpers: [ME] };
  test("works as a helper and leaves the end to the lead", () => {
    expect(to({ open: true, card: { is_lead: false }, visit: helper })).toBe("step");
    expect(to({ card: { is_lead: false }, visit: helper })).toBe("lead");
  });
  test("reads along, or does the job where nobody was assigned", () => {
    expect(to({ open: true, card: { is_lead: false }, visit: { lead: "somebody" } })).toBe("nothing");
    expect(to({ open: true, card: { is_lead: false }, visit: { lead: null } })).toBe("step");
  });
});
