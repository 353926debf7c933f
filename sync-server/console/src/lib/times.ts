// Times of the API (RFC 3339) as people read them.
import { day, moment, span } from "$kit/words/format.ts";
import { language, tag } from "$kit/words/words.svelte.ts";

export function ms(at: string | null | undefined): number | null {
  return at ? Date.parse(at) : null;
}

export function when(at: string | number | null | undefined, zone?: string | null): string {
  const at_ms = typeof at === "number" ? at : ms(at);
  return at_ms == null ? "" : moment(at_ms, zone);
}

/** To the second. */
export function exactly(at_ms: number, zone?: string | null): string {
  return new Intl.DateTimeFormat(tag(), { dateStyle: "short", timeStyle: "medium", hourCycle: "h23", ...(zone ? { timeZone: zone } : {}) }).format(at_ms);
}

export function between(start: string | null | undefined, end: string | null | undefined, zone?: string | null): string {
  return span(ms(start), ms(end), zone);
}

/** A day of a record (`2026-11-30`), which has no zone and no hour. */
export function civil(date: string | null | undefined): string {
  return date ? day(Date.parse(`${date}T12:00:00Z`), "UTC") : "";
}

/** From which day to which; open where one is missing. */
export function days(from: string | null | undefined, until: string | null | undefined): string {
  return from || until ? `${civil(from)} – ${civil(until)}`.trim() : "";
}

const DAY_MS = 86_400_000;
/** With the least gap that is told in each, and how long one is. */
const UNITS: readonly [unit: Intl.RelativeTimeFormatUnit, leastMs: number, longMs: number][] = [
  ["year", 730 * DAY_MS, 365.25 * DAY_MS],
  ["month", 90 * DAY_MS, 30.44 * DAY_MS],
  ["day", DAY_MS, DAY_MS],
  ["hour", 3_600_000, 3_600_000],
  ["minute", 0, 60_000],
];

/** "in 2 hours", "3 天前". */
export function away(at: string | number | null | undefined, nowMs: number): string {
  const at_ms = typeof at === "number" ? at : ms(at);
  if (at_ms == null) return "";
  const gap = at_ms - nowMs;
  const [unit, , long] = UNITS.find(([, least]) => Math.abs(gap) >= least) ?? (["minute", 0, 60_000] as const);
  return new Intl.RelativeTimeFormat(language() === "zh" ? "zh-CN" : "en", { numeric: "auto" }).format(Math.round(gap / long), unit);
}
