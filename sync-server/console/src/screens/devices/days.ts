// Civil days of records (`2026-11-30`), which have no zone and no hour.
import { day, isoDay } from "$kit/words/format.ts";

/** As people read it; the year is left out where it is this one. */
export function civil(date: string | null | undefined): string {
  return date ? day(Date.parse(`${date}T12:00:00Z`), "UTC") : "";
}

/** The day it is here. */
export const today = (): string => isoDay(Date.now());

export function dayLater(date: string, days: number): string {
  return new Date(Date.parse(`${date}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
