// Times, numbers, quantities and money as people read them. Instants are milliseconds since 1970.
import { unitOf } from "./readings.ts";
import { language, tag, t } from "./words.svelte.ts";

const cache = new Map<string, Intl.DateTimeFormat>();

function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${tag()} ${JSON.stringify(options)}`;
  const known = cache.get(key) ?? new Intl.DateTimeFormat(tag(), options);
  cache.set(key, known);
  return known;
}

/** The engineer's zone, IANA. */
export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

const inZone = (timeZone?: string | null) => ({ timeZone: timeZone || zone });

/** 14:05 */
export function time(ms: number, timeZone?: string | null): string {
  return formatter({ hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...inZone(timeZone) }).format(ms);
}

/** 11月23日 / Nov 23; with the year where it is another. */
export function day(ms: number, timeZone?: string | null): string {
  const isThisYear = new Date(ms).getFullYear() === new Date().getFullYear();
  const year = isThisYear ? {} : ({ year: "numeric" } as const);
  return formatter({ month: "short", day: "numeric", ...year, ...inZone(timeZone) }).format(ms);
}

/** 11月23日 周一 / Mon, Nov 23 */
export function weekday(ms: number, timeZone?: string | null): string {
  return formatter({ month: "short", day: "numeric", weekday: "short", ...inZone(timeZone) }).format(ms);
}

/** Day and time; today only the time. */
export function moment(ms: number, timeZone?: string | null): string {
  return isoDay(ms, timeZone) === isoDay(Date.now(), timeZone) ? time(ms, timeZone) : `${day(ms, timeZone)} ${time(ms, timeZone)}`;
}

/** 13:30–15:00, with the day where it is not today. */
export function span(startMs: number | null | undefined, endMs: number | null | undefined, timeZone?: string | null): string {
  if (startMs == null) return "";
  const from = moment(startMs, timeZone);
  if (endMs == null) return from;
  const isSameDay = isoDay(startMs, timeZone) === isoDay(endMs, timeZone);
  return `${from}–${isSameDay ? time(endMs, timeZone) : moment(endMs, timeZone)}`;
}

/** 2026-11-23, as the core takes days. Put together from its parts: engines write the days of a locale differently. */
export function isoDay(ms: number, timeZone?: string | null): string {
  const format = new Intl.DateTimeFormat("en", { year: "numeric", month: "2-digit", day: "2-digit", ...inZone(timeZone) });
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  return `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`;
}

/** 1 小时 48 分 / 1 h 48 min */
export function duration(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return t("unit-minutes", { count: rest });
  return rest === 0 ? t("unit-hours", { count: hours }) : t("unit-hours-minutes", { hours, minutes: rest });
}

/** 00:42, for what runs. */
export function running(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** A quantity in thousandths of its unit: 1500 is 1.5. */
export function quantity(thousandths: number, unit = ""): string {
  const number = new Intl.NumberFormat(tag(), { maximumFractionDigits: 3 }).format(thousandths / 1000);
  return unit ? `${number} ${unitName(unit)}` : number;
}

/** What people call a unit: of a part by its word, of a measurement by its sign. */
export function unitName(unit: string): string {
  const key = /^[a-z]+$/i.test(unit) ? `unit-of-${unit.toLowerCase()}` : "";
  const said = key ? t(key) : "";
  return said === key ? unitOf(unit) : said;
}

/** Money in minor units. */
export function money(minor: number, currency: string): string {
  const format = new Intl.NumberFormat(tag(), { style: "currency", currency: currency || "CNY", currencyDisplay: "narrowSymbol" });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(minor / 10 ** digits);
}

/** A number in the decimal sign of the language; readings are decimal text. */
export function decimal(text: string): string {
  return language() === "zh" || language() === "en" ? text : text.replace(".", ",");
}

/** 1.2 MB */
export function bytes(count: number): string {
  const units = ["B", "kB", "MB", "GB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, count)) / 3));
  const number = new Intl.NumberFormat(tag(), { maximumFractionDigits: power === 0 ? 0 : 1 }).format(count / 1000 ** power);
  return `${number} ${units[power]}`;
}
