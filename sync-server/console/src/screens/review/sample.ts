// The rule of a sample as it stands in the address: whose visits, which period, how many, and the seed that draws the same ones again.
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const PERCENT = 5;

export interface Rule {
  /** Of each lead by themselves where missing. */
  user: string | null;
  /** Days, both included. */
  from: string;
  until: string;
  percent: string;
  seed: string;
}

const two = (number: number) => String(number).padStart(2, "0");
const dayOf = (date: Date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;

function startOf(day: string, days = 0): Date {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + days);
}

/** This month, where nothing is asked. */
export function ruleOf(asked: URLSearchParams, nowMs: number): Rule {
  const today = new Date(nowMs);
  const day = (key: string, otherwise: string) => (DAY.test(asked.get(key) ?? "") ? (asked.get(key) ?? "") : otherwise);
  const from = day("from", dayOf(new Date(today.getFullYear(), today.getMonth(), 1)));
  return { user: asked.get("user"), from, until: day("until", dayOf(today)), percent: asked.get("percent") ?? String(PERCENT), seed: asked.get("seed") ?? from.slice(0, 7) };
}

/** What is wrong with a rule, by its field; a key of the catalogue. */
export function wrong({ from, until, percent, seed }: Rule): { percent?: string; until?: string; seed?: string } {
  const count = Number(percent);
  return {
    ...(Number.isInteger(count) && count >= 1 && count <= 100 ? {} : { percent: "review-sample-percent-wrong" }),
    ...(from <= until ? {} : { until: "review-sample-until-wrong" }),
    ...(seed.trim() ? {} : { seed: "review-sample-seed-missing" }),
  };
}

/** As the server is asked: from the first instant of the first day to the last of the last. */
export function periodOf({ from, until }: Rule): { from: string; until: string } {
  return { from: startOf(from).toISOString(), until: startOf(until, 1).toISOString() };
}
