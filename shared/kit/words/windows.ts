// Time windows as they are chosen: day, start and end at the site, and what stands in their way.
import { dayPlus, instantOf, type Wall, wallOf } from "./zoned.ts";

export interface WindowWritten {
  /** 2026-11-23, at the site. */
  day: string;
  from: string;
  to: string;
}

export type WindowProblem = "incomplete" | "backwards";
export type WindowRead = { startMs: number; endMs: number } | { problem: WindowProblem };

export const NO_WINDOW: WindowWritten = { day: "", from: "", to: "" };

/** Half a day, as people agree it. */
export const HALF_DAYS = { morning: { from: "08:00", to: "12:00" }, afternoon: { from: "13:00", to: "17:00" } } as const;

/** A window that ends before it begins ends on the day after, where that is night work and not a slip: at most twelve hours. */
const NIGHT_MS = 12 * 3_600_000;

export function readWindow({ day, from, to }: WindowWritten, zone: string | null | undefined): WindowRead {
  const at = (wall: Wall) => instantOf(wall, zone);
  const startMs = at({ day, time: from });
  let endMs = at({ day, time: to });
  if (startMs === undefined || endMs === undefined) return { problem: "incomplete" };
  if (endMs < startMs) endMs = at({ day: dayPlus(day, 1), time: to }) ?? endMs;
  if (endMs <= startMs || (to < from && endMs - startMs > NIGHT_MS)) return { problem: "backwards" };
  return { startMs, endMs };
}

export function writtenWindow(startMs: number, endMs: number, zone: string | null | undefined): WindowWritten {
  const start = wallOf(startMs, zone);
  return { day: start.day, from: start.time, to: wallOf(endMs, zone).time };
}

type Spanned = { window_start_ms: number | null; window_end_ms: number | null };

/** Those whose windows share time with this one. */
export function overlapping<T extends Spanned>(jobs: readonly T[], startMs: number, endMs: number): T[] {
  return jobs.filter(({ window_start_ms, window_end_ms }) => {
    if (window_start_ms === null) return false;
    return window_start_ms < endMs && (window_end_ms ?? window_start_ms + 1) > startMs;
  });
}
