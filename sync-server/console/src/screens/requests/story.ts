// What happened to a request, newest first: each talk with the customer and each press at the desk.
import type { Type } from "$api/api.ts";

export type Told =
  | { id: string; at_ms: number; is: "interaction"; of: Type<"Interaction"> }
  | { id: string; at_ms: number; is: "press"; of: Type<"RequestStep"> }
  | { id: string; at_ms: number; is: "received"; of: null };

export function story(request: Type<"Request">): Told[] {
  const told: Told[] = [
    { id: "received", at_ms: request.received_ms, is: "received", of: null },
    ...request.interactions.map((of) => ({ id: of.id, at_ms: of.at_ms, is: "interaction", of }) as const),
    ...request.steps.map((of, place) => ({ id: `step-${place}`, at_ms: of.at_ms, is: "press", of }) as const),
  ];
  // What came in is told before what was done in the same moment.
  return told.map((one, place) => ({ one, place })).sort((a, b) => b.one.at_ms - a.one.at_ms || b.place - a.place).map(({ one }) => one);
}

/** By them somebody of the company spoke with whoever asked; what was written waits for an answer. */
const SPOKEN: readonly Type<"Channel">[] = ["console", "phone", "field"];
export const isSpoken = (channel: Type<"Channel">): boolean => SPOKEN.includes(channel);

/** When somebody of the company first reached the customer: with whoever takes a call down the call itself; a call that nobody took is none. */
export function firstResponseMs(request: Type<"Request">): number | null {
  const times = request.interactions
    .filter(({ direction, is_reached, user, channel }) => (direction === "outbound" ? is_reached : user !== null && isSpoken(channel)))
    .map(({ at_ms }) => at_ms);
  return times.length ? Math.min(...times) : null;
}
