// What comes due: which weeks are looked at, and how one of them stands.
import type { Type } from "$api/api.ts";
import type { Tone } from "$kit/tone.ts";

export type Due = Type<"Page_DueRow">["items"][number];

const DAY_MS = 86_400_000;

/** Days before and after today; the server answers at most 62 at once. */
export const SPANS: readonly { value: string; said: string; back: number; ahead: number; only?: "late" }[] = [
  { value: "late", said: "setup-due-only-late", back: 60, ahead: 0, only: "late" },
  { value: "past", said: "setup-due-past", back: 60, ahead: 0 },
  { value: "month", said: "setup-due-month", back: 7, ahead: 30 },
  { value: "two", said: "setup-due-two", back: 0, ahead: 60 },
];

/** From the beginning of a day of UTC, so that what is asked stays the same while somebody looks. */
export function spanOf(value: string, nowMs: number): { from: string; to: string; only?: string } {
  const { back, ahead, only } = SPANS.find((one) => one.value === value) ?? { back: 7, ahead: 30 };
  const today = Math.floor(nowMs / DAY_MS) * DAY_MS;
  return { from: new Date(today - back * DAY_MS).toISOString(), to: new Date(today + (ahead + 1) * DAY_MS).toISOString(), ...(only && { only }) };
}

export interface Standing {
  said: string;
  tone: Tone;
}

const ENDED = ["done", "reviewed", "closed"];

/** Without an order: late where its window is over, due where it has begun, else planned. An order is shown by its own status. */
export function standingOf(due: Due, nowMs: number): Standing {
  const [start, end] = [Date.parse(due.window_start ?? ""), Date.parse(due.window_end ?? "")];
  if (due.work_order) return isLate(due, nowMs) ? { said: "setup-due-order-late", tone: "attention" } : { said: "setup-due-order", tone: "done" };
  if (end < nowMs) return { said: "setup-due-late", tone: "attention" };
  if (start <= nowMs) return { said: "setup-due-now", tone: "waiting" };
  return { said: "setup-due-planned", tone: "planned" };
}

/** Its window is over and it is not done; an order that was cancelled will not be. */
export function isLate(due: Due, nowMs: number): boolean {
  return Date.parse(due.window_end ?? "") < nowMs && due.status !== "cancelled" && !ENDED.includes(due.status ?? "");
}
