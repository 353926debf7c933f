import { expect, test } from "vitest";
import { speak } from "$kit/words/words.svelte.ts";
import { readRule, recurrenceSaid, writeRule } from "./recurrence.ts";
import { scheduleSaid } from "./schedule.ts";

test("a rule that a form can ask for is written as it was read", () => {
  for (const rule of ["FREQ=MONTHLY;INTERVAL=6", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1", "FREQ=YEARLY;BYMONTH=1,7;COUNT=4", "FREQ=DAILY;UNTIL=20271231"]) {
    const read = readRule(rule);
    expect(read && writeRule(read), rule).toBe(rule);
  }
});

test("a rule with more in it is left alone", () => {
  for (const rule of ["FREQ=MONTHLY;BYSETPOS=2;BYDAY=MO", "FREQ=HOURLY", "INTERVAL=2", "every month", ""]) expect(readRule(rule), rule).toBeUndefined();
});

test("rules are said in words, in both languages", async () => {
  const said = () => ["FREQ=MONTHLY;INTERVAL=6", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY;BYDAY=1MO", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1", "FREQ=YEARLY;BYMONTH=1,7", "FREQ=DAILY;COUNT=2", "FREQ=MONTHLY;BYSETPOS=2;BYDAY=MO"].map(recurrenceSaid);
  expect(said()).toEqual([
    "every 6 months",
    "every week, on Monday and Thursday",
    "every month, on the first Monday",
    "every 3 months, on the last day",
    "every year, in January and July",
    "every day, 2 times",
    "by the rule FREQ=MONTHLY;BYSETPOS=2;BYDAY=MO",
  ]);
  await speak("zh");
  expect(said().slice(0, 4)).toEqual(["每 6 个月", "每周，星期一和星期四", "每月，第 1 个星期一", "每 3 个月，最后一天"]);
});

test("of several ways a plan says that the first counts", () => {
  const schedule = { fixed: { rule: "FREQ=YEARLY" }, floating: { every: 6, unit: "month" }, metered: { meter: "hours", every: "4000" } };
  expect(scheduleSaid({ schedule })).toBe("Every year, or 6 months after completion, or every 4000 of hours");
  expect(scheduleSaid({ schedule: { fixed: null, floating: null, metered: null } })).toBe("");
});
