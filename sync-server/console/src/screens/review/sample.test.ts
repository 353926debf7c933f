import { expect, test } from "vitest";
import { periodOf, ruleOf, wrong } from "./sample.ts";

const NOW = new Date(2026, 10, 30, 9).getTime();
const asked = (text: string) => ruleOf(new URLSearchParams(text), NOW);

test("nothing asked draws a twentieth of this month, the same ones each time", () => {
  expect(asked("")).toEqual({ user: null, from: "2026-11-01", until: "2026-11-30", percent: "5", seed: "2026-11" });
  expect(wrong(asked(""))).toEqual({});
});

test("another period has its own seed, and what is no day is as if it were not asked", () => {
  expect(asked("from=2026-09-01&until=soon")).toMatchObject({ from: "2026-09-01", until: "2026-11-30", seed: "2026-09" });
});

test("the last day belongs to the period", () => {
  const { from, until } = periodOf(asked("from=2026-10-31&until=2026-10-31"));
  expect(Date.parse(until) - Date.parse(from)).toBe(new Date(2026, 10, 1).getTime() - new Date(2026, 9, 31).getTime());
});

test("what cannot be asked is named", () => {
  expect(Object.keys(wrong(asked("percent=0&from=2026-11-02&until=2026-11-01&seed=")))).toEqual(["percent", "until", "seed"]);
  expect(wrong(asked("percent=2.5"))).toHaveProperty("percent");
});
