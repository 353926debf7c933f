import { expect, test } from "vitest";
import { endingOf, skillsOf } from "./skills.ts";

const user = (...ends: (string | null)[]) => ({ skills: ends.map((expires_on, index) => ({ code: `s${index}`, name: { en: "Skill" }, level: 3, expires_on })) });

test("a skill is valid through its last day, and said to end sixty days before", () => {
  const states = skillsOf(user("2026-11-29", "2026-11-30", "2027-01-29", "2027-01-30", null), "2026-11-30").map(({ state }) => state);
  expect(states).toEqual(["ended", "soon", "soon", "valid", "valid"]);
});

test("of several the worst is told, and nobody without skills is told of", () => {
  expect(endingOf(user("2027-12-31", "2026-12-31", "2026-01-01"), "2026-11-30")).toBe("ended");
  expect(endingOf(user("2027-12-31", "2026-12-31"), "2026-11-30")).toBe("soon");
  expect(endingOf(user(null), "2026-11-30")).toBeUndefined();
  expect(endingOf({}, "2026-11-30")).toBeUndefined();
});
