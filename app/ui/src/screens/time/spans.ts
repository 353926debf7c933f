// The stretches of time of a visit, from presses and from hands, on one line; and what they come to.
import type { Id, Type } from "../../door/door.ts";
import { userOf } from "../../lib/author.ts";

export type TimeKind = Type<"TimeKind">;

export interface Span {
  /** Of the press that began it, or of the entry. */
  id: Id;
  kind: TimeKind;
  user: Id | undefined;
  startMs: number;
  /** Nothing while it runs. */
  endMs: number | undefined;
  /** Written by hand; else it ran from the presses. */
  entry: Type<"Listed_TimeEntry"> | undefined;
  isCurrent: boolean;
}

type Recorded = Pick<Type<"VisitView">, "times" | "time_entries">;

/** Everything that was ever recorded, oldest first. */
export function spansOf({ times, time_entries }: Recorded): Span[] {
  const pressed = times.map((time): Span => {
    const { press, kind, user, start_ms, end_ms, is_current } = time;
    return { id: press, kind, user, startMs: start_ms, endMs: end_ms ?? undefined, entry: undefined, isCurrent: is_current };
  });
  const written = time_entries.map((entry): Span => {
    const { id, kind, user, by, start_ms, end_ms, is_current } = entry;
    return { id, kind, user: user ?? userOf(by), startMs: start_ms, endMs: end_ms ?? undefined, entry, isCurrent: is_current };
  });
  return [...pressed, ...written].sort((a, b) => a.startMs - b.startMs || a.id.localeCompare(b.id));
}

export function lengthMs({ startMs, endMs }: Span, nowMs: number): number {
  return Math.max(0, (endMs ?? nowMs) - startMs);
}

/** What counts, by kind. */
export function sums(spans: readonly Span[], nowMs: number): Map<TimeKind, number> {
  const found = new Map<TimeKind, number>();
  for (const span of spans.filter((span) => span.isCurrent)) found.set(span.kind, (found.get(span.kind) ?? 0) + lengthMs(span, nowMs));
  return found;
}

/** Working time: everything but breaks. */
export function total(spans: readonly Span[], nowMs: number): number {
  return [...sums(spans, nowMs)].reduce((sum, [kind, ms]) => (kind === "break" ? sum : sum + ms), 0);
}

/** Of the same person, at the same time. What is replaced by it does not count. */
export function overlapping(spans: readonly Span[], user: Id | undefined, startMs: number, endMs: number, without: Id | undefined, nowMs: number): Span[] {
  return spans.filter(
    (span) => span.isCurrent && span.id !== without && span.user === user && span.startMs < endMs && (span.endMs ?? nowMs) > startMs,
  );
}

/** The spans that an entry took the place of, as far back as it goes. */
export function replacedBy(spans: readonly Span[], span: Span): Span[] {
  const direct = spans.filter((other) => other.id !== span.id && span.entry?.replaces.includes(other.id));
  return direct.flatMap((other) => [other, ...replacedBy(spans, other)]);
}
