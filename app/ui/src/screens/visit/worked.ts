// Time of a visit up to a moment: from the presses and by hand, what runs included.
import type { Type } from "../../door/door.ts";

export interface Worked {
  workMs: number;
  travelMs: number;
  totalMs: number;
}

export function workedUntil({ times, time_entries }: Type<"VisitView">, nowMs: number): Worked {
  const all = [...times, ...time_entries].filter((time) => time.is_current);
  const sum = (kinds: readonly Type<"TimeKind">[]) =>
    all.filter(({ kind }) => kinds.includes(kind)).reduce((sumMs, { start_ms, end_ms }) => sumMs + Math.max(0, (end_ms ?? nowMs) - start_ms), 0);
  return { workMs: sum(["work"]), travelMs: sum(["travel"]), totalMs: sum(["work", "travel", "wait"]) };
}
