// Civil days of records (`2026-11-30`), which have no zone and no hour.
import { isoDay } from "$kit/words/format.ts";

export { civil } from "$lib/times.ts";

/** The day it is here. */
export const today = (): string => isoDay(Date.now());

export function dayLater(date: string, days: number): string {
  return new Date(Date.parse(`${date}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
