import { expect, test } from "vitest";
import type { Type } from "../../door/door.ts";
import { alsoFor, partOf, visitFor } from "./presses.ts";

test("what comes next is not offered a second time", () => {
  expect(alsoFor({ next_press: "depart", legal_presses: ["depart", "arrive", "start"] })).toEqual(["arrive", "start"]);
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
