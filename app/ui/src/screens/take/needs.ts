// What there is to fetch before leaving, in the order in which it matters, and by when.
import type { Type } from "../../door/door.ts";

type Part = Pick<Type<"PartToTake">, "wanted" | "in_van" | "requested" | "lacking" | "visits">;
export type PartState = "lacking" | "requested" | "in_van";

export function stateOf({ lacking, in_van, wanted }: Part): PartState {
  if (lacking > 0) return "lacking";
  return in_van < wanted ? "requested" : "in_van";
}

const ORDER: readonly PartState[] = ["lacking", "requested", "in_van"];

/** What is missing first, then what is on its way, then what is there; within each as it came. */
export function byNeed<T extends Part>(parts: readonly T[]): T[] {
  const rank = (part: T) => ORDER.indexOf(stateOf(part));
  return [...parts].sort((a, b) => rank(a) - rank(b));
}

type Job = { visit: string; window_start_ms: number | null };

/** When the first job begins that wants something that is missing; nothing where it has begun already or has no time. */
export function neededByMs(parts: readonly Part[], jobs: readonly Job[], nowMs: number): number | null {
  const wanting = new Set(parts.filter(({ lacking }) => lacking > 0).flatMap(({ visits }) => visits));
  const starts = jobs.flatMap(({ visit, window_start_ms }) => (wanting.has(visit) && window_start_ms !== null ? [window_start_ms] : []));
  const first = Math.min(...starts);
  return Number.isFinite(first) && first > nowMs ? first : null;
}
