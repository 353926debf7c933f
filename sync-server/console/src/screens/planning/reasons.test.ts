import { beforeAll, expect, test } from "vitest";
import { readFileSync } from "node:fs";
import { reasonsOf, type Proposal, type Reason } from "./reasons.ts";

beforeAll(async () => {
  const { speak } = await import("$kit/words/words.svelte.ts");
  globalThis.document ??= { documentElement: {} } as Document;
  await speak("en");
});

const reason = (code: string, points: number, more: Partial<Reason> = {}): Reason => ({ code, points, skill: null, expired_on: null, metres: null, minutes: null, part: null, quantity: null, visits: null, ...more }) as unknown as Reason;
const proposal = (...reasons: Reason[]) => ({ reasons }) as unknown as Proposal;
const said = (...reasons: Reason[]) => reasonsOf(proposal(...reasons), (code) => code.toUpperCase(), []).map((one) => `${one.speaks}: ${one.said}`);

test("what speaks against somebody stands first, then what counts most", () => {
  expect(said(reason("gap_fits", 100), reason("skill_held", 300, { skill: "ct" }), reason("promise_missed", -150, { minutes: 90 }))).toEqual([
    "against: 1 h 30 min later than promised",
    "for: Has the skill CT",
    "for: Free at that time",
  ]);
});

test("a long way and a full day speak against somebody", () => {
  expect(said(reason("travel_from_base", 0, { metres: 117_400, minutes: 177 }), reason("load_of_day", 10, { minutes: 430 }))).toEqual(["against: 7 h 10 min planned that day", "against: 117 km, 2 h 57 min from where the day starts"]);
  expect(said(reason("travel_from_visit", 180, { metres: 4_250, minutes: 8 }), reason("load_of_day", 100, { minutes: 0 }))).toEqual(["for: 4.3 km, 8 min from the visit before", "for: Nothing planned that day"]);
});

test("every reason that the server knows has a sentence in both languages", () => {
  const domain = readFileSync(new URL("../../../../../shared/domain/src/proposal.rs", import.meta.url), "utf8");
  const codes = [...(/ReasonCode \{([\s\S]*?)\n {4}\}/.exec(domain)?.[1] ?? "").matchAll(/= "(\w+)"/g)].map((found) => found[1] ?? "");
  expect(codes.length).toBeGreaterThan(10);
  for (const tag of ["en", "zh-CN"]) {
    const catalogue = readFileSync(new URL(`../../../../../shared/messages/console/planning.${tag}.ftl`, import.meta.url), "utf8");
    expect(codes.filter((code) => !catalogue.includes(`planning-because-${code.replaceAll("_", "-")} =`)), tag).toEqual([]);
  }
});
