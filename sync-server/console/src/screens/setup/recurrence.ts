// Rules of RFC 5545 as far as a form asks for them, and in words. A rule with more in it is kept as it is written.
import { language, t, tag } from "$kit/words/words.svelte.ts";

export const FREQUENCIES = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const;
export type Frequency = (typeof FREQUENCIES)[number];
export const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export interface Rule {
  frequency: Frequency;
  interval: number;
  /** Of a week; within a month with which of them it is, -1 the last. */
  weekdays: { day: Weekday; which: number }[];
  /** Of a month, -1 the last. */
  monthDays: number[];
  months: number[];
  count: number | null;
  /** 2027-12-31 */
  until: string | null;
}

/** Nothing where a form cannot ask for all that is in it. */
export function readRule(text: string): Rule | undefined {
  const rule: Rule = { frequency: "MONTHLY", interval: 1, weekdays: [], monthDays: [], months: [], count: null, until: null };
  let hasFrequency = false;
  for (const part of text.trim().replace(/^RRULE:/i, "").split(";").filter(Boolean)) {
    const [name = "", value = ""] = part.split("=");
    if (name === "FREQ") {
      const frequency = FREQUENCIES.find((one) => one === value);
      if (!frequency) return undefined;
      rule.frequency = frequency;
      hasFrequency = true;
    } else if (name === "INTERVAL" && /^[1-9]\d{0,3}$/.test(value)) rule.interval = Number(value);
    else if (name === "COUNT" && /^[1-9]\d{0,4}$/.test(value)) rule.count = Number(value);
    else if (name === "UNTIL" && /^\d{8}(T\d{6}Z?)?$/.test(value)) rule.until = `${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6, 8)}`;
    else if (name === "BYDAY") {
      for (const one of value.split(",")) {
        const found = /^([+-]?\d)?(MO|TU|WE|TH|FR|SA|SU)$/.exec(one);
        if (!found) return undefined;
        rule.weekdays.push({ which: Number(found[1] ?? 0), day: found[2] as Weekday });
      }
    } else if (name === "BYMONTHDAY" && /^-?\d+(,-?\d+)*$/.test(value)) rule.monthDays = value.split(",").map(Number);
    else if (name === "BYMONTH" && /^\d+(,\d+)*$/.test(value)) rule.months = value.split(",").map(Number);
    else if (name === "WKST") continue;
    else return undefined;
  }
  return hasFrequency ? rule : undefined;
}

export function writeRule(rule: Rule): string {
  const days = rule.weekdays.map(({ day, which }) => `${which || ""}${day}`).join(",");
  const parts = [
    `FREQ=${rule.frequency}`,
    rule.interval > 1 ? `INTERVAL=${rule.interval}` : "",
    days ? `BYDAY=${days}` : "",
    rule.monthDays.length ? `BYMONTHDAY=${rule.monthDays.join(",")}` : "",
    rule.months.length ? `BYMONTH=${rule.months.join(",")}` : "",
    rule.count ? `COUNT=${rule.count}` : "",
    rule.until ? `UNTIL=${rule.until.replaceAll("-", "")}` : "",
  ];
  return parts.filter(Boolean).join(";");
}

/** Monday, 周一. */
export function weekdayName(day: Weekday, width: "long" | "short" = "long"): string {
  // The fifth of January 1970 was a Monday.
  return new Intl.DateTimeFormat(tag(), { weekday: width, timeZone: "UTC" }).format(Date.UTC(1970, 0, 5 + WEEKDAYS.indexOf(day)));
}

export function monthName(month: number): string {
  return new Intl.DateTimeFormat(tag(), { month: "long", timeZone: "UTC" }).format(Date.UTC(2026, month - 1, 1));
}

const listed = (texts: readonly string[]) => new Intl.ListFormat(tag(), { type: "conjunction" }).format(texts);

function eachSaid({ frequency, interval }: Rule): string {
  if (frequency === "DAILY") return t("setup-each-days", { count: interval });
  if (frequency === "WEEKLY") return t("setup-each-weeks", { count: interval });
  return frequency === "MONTHLY" ? t("setup-each-months", { count: interval }) : t("setup-each-years", { count: interval });
}

function whichSaid(which: number, day: string): string {
  if (which === 0) return day;
  if (which === -1) return t("setup-the-last", { day });
  return t("setup-the-nth", { n: which, day });
}

/** A rule in words; one that has more in it than can be said is shown as it is written. */
export function recurrenceSaid(text: string): string {
  const rule = readRule(text);
  if (!rule) return text.trim() ? t("setup-by-rule", { rule: text }) : "";
  const parts = [eachSaid(rule)];
  if (rule.months.length) parts.push(t("setup-in-months", { months: listed(rule.months.map(monthName)) }));
  if (rule.weekdays.length) parts.push(t("setup-on-days", { days: listed(rule.weekdays.map(({ day, which }) => whichSaid(which, weekdayName(day)))) }));
  if (rule.monthDays.length) parts.push(t("setup-on-days", { days: listed(rule.monthDays.map((day) => (day === -1 ? t("setup-last-day") : t("setup-nth-day", { n: day })))) }));
  if (rule.count) parts.push(t("setup-times", { count: rule.count }));
  if (rule.until) parts.push(t("setup-until", { day: new Intl.DateTimeFormat(tag(), { dateStyle: "medium", timeZone: "UTC" }).format(Date.parse(rule.until)) }));
  return parts.join(language() === "zh" ? "，" : ", ");
}
