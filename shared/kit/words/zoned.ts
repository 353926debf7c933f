// What a clock on the wall of a place shows, and the instant behind it. Both ways hold over clock changes, by the same rule as
// the core's: a time that a change skips is read with the offset before it, one that comes twice is the first.
import { zone as own } from "./format.ts";

export interface Wall {
  /** 2026-11-23 */
  day: string;
  /** 08:30 */
  time: string;
}

const DAY_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  const parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
  const made = new Intl.DateTimeFormat("en-US", { ...parts, hourCycle: "h23", calendar: "gregory", timeZone: zone });
  clocks.set(zone, made);
  return made;
}

/** A zone that this device knows; the engineer's own for one that it does not. */
export function zoneOr(zone: string | null | undefined, otherwise: string = own): string {
  if (!zone) return otherwise;
  try {
    clockOf(zone);
    return zone;
  } catch {
    return otherwise;
  }
}

/** What the clock shows, as if it stood in Greenwich. */
function shownMs(ms: number, zone: string): number {
  const parts = Object.fromEntries(clockOf(zone).formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** How far the clocks of a zone are ahead of Greenwich at an instant. */
export function offsetMs(ms: number, zone: string): number {
  const whole = Math.floor(ms / 1000) * 1000;
  return shownMs(whole, zone) - whole;
}

export function wallOf(ms: number, zone?: string | null): Wall {
  const [day = "", time = ""] = new Date(shownMs(ms, zoneOr(zone))).toISOString().split("T");
  return { day, time: time.slice(0, 5) };
}

/** `undefined` where day or time is not one. */
export function instantOf({ day, time }: Wall, zone?: string | null): number | undefined {
  const written = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/.exec(`${day}T${time}`);
  if (!written) return undefined;
  const [year = 0, month = 0, date = 0, hour = 0, minute = 0] = written.slice(1).map(Number);
  const shown = Date.UTC(year, month - 1, date, hour, minute);
  if (new Date(shown).toISOString().slice(0, 16) !== written[0]) return undefined;
  const place = zoneOr(zone);
  const [before, after] = [offsetMs(shown - DAY_MS, place), offsetMs(shown + DAY_MS, place)];
  const fitting = [before, after].map((offset) => shown - offset).filter((ms) => shownMs(ms, place) === shown);
  return fitting.length > 0 ? Math.min(...fitting) : shown - before;
}

/** A day so many days later. */
export function dayPlus(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The next full quarter of an hour, or another step of minutes. */
export function roundedUp(ms: number, minutes = 15): number {
  const step = minutes * MINUTE_MS;
  return Math.ceil(ms / step) * step;
}

/** The clocks there show another time than the engineer's do. */
export function isElsewhere(ms: number, zone: string | null | undefined, here: string = own): boolean {
  return offsetMs(ms, zoneOr(zone, here)) !== offsetMs(ms, here);
}

/** What people call the time of a zone: 中国时间, China Time. */
export function zoneWords(zone: string, ms: number, tag: string): string {
  const parts = new Intl.DateTimeFormat(tag, { timeZone: zone, timeZoneName: "longGeneric" }).formatToParts(ms);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? zone;
}
