// Time of a visit: from the presses and written by hand, with sums.
import type { Type } from "$api/api.ts";

export interface TimeRow {
  key: string;
  user: string | null;
  kind: Type<"TimeKind">;
  startMs: number;
  endMs: number | null;
  /** Written by hand, with a note or the reason of a correction. */
  isWritten: boolean;
  note: string;
}

export function timeRows({ times, time_entries }: Pick<Type<"VisitView">, "times" | "time_entries">): TimeRow[] {
  const pressed = times.filter((time) => time.is_current).map((time, at): TimeRow => ({
    key: `${time.press}/${at}`, user: time.user, kind: time.kind, startMs: time.start_ms, endMs: time.end_ms, isWritten: false, note: "",
  }));
  const written = time_entries.filter((entry) => entry.is_current).map((entry): TimeRow => ({
    key: entry.id,
    user: entry.user ?? (entry.by && "user" in entry.by ? entry.by.user : null),
    kind: entry.kind,
    startMs: entry.start_ms,
    endMs: entry.end_ms,
    isWritten: true,
    note: [entry.note, entry.reason].filter(Boolean).join(" · "),
  }));
  return [...pressed, ...written].sort((a, b) => a.startMs - b.startMs || a.key.localeCompare(b.key));
}

export interface Sum {
  kind: Type<"TimeKind">;
  ms: number;
}

/** Of what has an end; a kind that nobody recorded has no sum. */
export function sumsOf(rows: readonly TimeRow[]): Sum[] {
  const sums = new Map<Type<"TimeKind">, number>();
  for (const { kind, startMs, endMs } of rows) {
    if (endMs !== null) sums.set(kind, (sums.get(kind) ?? 0) + Math.max(0, endMs - startMs));
  }
  return [...sums].map(([kind, ms]) => ({ kind, ms }));
}
