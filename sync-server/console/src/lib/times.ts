// Times of the API (RFC 3339) as people read them.
import { moment, span } from "$kit/words/format.ts";
import { language } from "$kit/words/words.svelte.ts";

export function ms(at: string | null | undefined): number | null {
  return at ? Date.parse(at) : null;
}

export function when(at: string | number | null | undefined, zone?: string | null): string {
  const at_ms = typeof at === "number" ? at : ms(at);
  return at_ms == null ? "" : moment(at_ms, zone);
}

export function between(start: string | null | undefined, end: string | null | undefined, zone?: string | null): string {
  return span(ms(start), ms(end), zone);
}

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** "in 2 hours", "3 天前". */
export function away(at: string | number | null | undefined, nowMs: number): string {
  const at_ms = typeof at === "number" ? at : ms(at);
  if (at_ms == null) return "";
  const gap = at_ms - nowMs;
  const [unit, size] = UNITS.find(([, least]) => Math.abs(gap) >= least) ?? (["minute", 60_000] as const);
  return new Intl.RelativeTimeFormat(language() === "zh" ? "zh-CN" : "en", { numeric: "auto" }).format(Math.round(gap / size), unit);
}
