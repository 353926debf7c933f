import { describe, expect, test } from "vitest";
import type { Type } from "../../door/door.ts";
import { alsoFor, nextFor, partOf, visitFor } from "./presses.ts";

const AFTER_ACCEPTING: Type<"Press">[] = ["confirm_with_customer", "depart", "arrive", "start", "cannot_complete"];
const accepted = { next_press: "confirm_with_customer", legal_presses: AFTER_ACCEPTING, mode: "onsite" } as const;

describe("the next press", () => {
  test("of the lead is the one of the visit", () => {
    expect(nextFor({ ...accepted, legal_presses: AFTER_ACCEPTING, is_lead: true })).toBe("confirm_with_customer");
  });

  test("of a helper leaves the customer to the lead", () => {
    expect(nextFor({ ...accepted, legal_presses: AFTER_ACCEPTING, is_lead: false })).toBe("depart");
    expect(nextFor({ ...accepted, legal_presses: AFTER_ACCEPTING, is_lead: false, mode: "remote" })).toBe("start");
  });

  test("of a helper at work is none: the lead ends the visit", () => {
    expect(nextFor({ is_lead: false, next_press: "finish", legal_presses: ["pause", "finish"], mode: "onsite" })).toBeNull();
    expect(nextFor({ is_lead: false, next_press: "arrive", legal_presses: ["arrive", "start"], mode: "onsite" })).toBe("arrive");
  });
});

test("a helper is not offered what only the lead may press", () => {
  expect(alsoFor({ ...accepted, legal_presses: AFTER_ACCEPTING, is_lead: false })).toEqual(["arrive", "start"]);
  expect(alsoFor({ ...accepted, legal_presses: AFTER_ACCEPTING, is_lead: true })).toEqual(["depart", "arrive", "start", "cannot_complete"]);
});

test("somebody is what the team says", () => {
  const team = { lead: "lin", helpers: ["zhou"], expert: "he", former: ["chen"] };
  expect(["lin", "zhou", "he", "chen", "wu", undefined].map((user) => partOf(team, user))).toEqual(["lead", "helper", "expert", "former", "none", "none"]);
});

test("the visit that is looked for is the own open one, then the own, then the open one, then the newest", () => {
  const hasEnded = (status: Type<"VisitStatus">) => status === "finished" || status === "second_visit_needed";
  const visit = (id: string, status: Type<"VisitStatus">, lead: string | null, former: string[] = []) => ({ visit: id, status, lead, helpers: [], expert: null, former });
  const [first, second, third] = [visit("1", "second_visit_needed", "lin"), visit("2", "planned", "lin"), visit("3", "planned", "chen")];
  expect(visitFor([first, second, third], "lin", hasEnded)).toBe("2");
  expect(visitFor([first, third], "lin", hasEnded)).toBe("1");
  expect(visitFor([first, third], "wu", hasEnded)).toBe("3");
  expect(visitFor([first, visit("4", "finished", "chen")], "wu", hasEnded)).toBe("4");
  expect(visitFor([visit("5", "planned", "chen", ["lin"]), visit("6", "finished", "lin")], "lin", hasEnded)).toBe("6");
  expect(visitFor([], "lin", hasEnded)).toBeUndefined();
});
