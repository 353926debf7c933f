// What happened to a job, in the order it happened: presses of the visit, what the dispatcher did with the order, offers and who
// took them, what was given back.
import type { Schemas, Type } from "../../door/door.ts";

type Author = Type<"Author">;

export interface Happening {
  id: string;
  atMs: number;
  by: Author;
  /** A press, or `offer`, `claim`, `claim_confirmed`, `decline`. */
  what: string;
  reason: string | null;
  pause: Type<"PauseKind"> | null;
  /** Whether the customer was reached. */
  isReached: boolean | null;
  startMs: number | null;
  endMs: number | null;
  source: Type<"PressSource"> | null;
  /** Who got it. */
  to: string | null;
  /** Kept, without effect: not possible where it was made. */
  isIllegal: boolean;
  /** Its author took it back. */
  isTakenBack: boolean;
  /** Kept, without effect until somebody has looked at it. */
  isInReview: boolean;
}

type Fact = { id: string; at_ms: number; by: Author; is_in_review: boolean };
type Order = Pick<Schemas["WorkOrderView"], "presses" | "offers" | "claims" | "claim_confirmations" | "declines">;

function plain(fact: Fact, what: string): Happening {
  return {
    id: fact.id,
    atMs: fact.at_ms,
    by: fact.by,
    what,
    reason: null,
    pause: null,
    isReached: null,
    startMs: null,
    endMs: null,
    source: null,
    to: null,
    isIllegal: false,
    isTakenBack: false,
    isInReview: fact.is_in_review,
  };
}

type Pressed = Pick<Type<"PressSeen">, "press" | "reason" | "pause" | "reached" | "window_start_ms" | "window_end_ms" | "source">;

function withPress(happening: Happening, pressed: Pressed): Happening {
  const { reason, pause, reached, window_start_ms, window_end_ms, source } = pressed;
  return { ...happening, reason, pause, isReached: reached, startMs: window_start_ms, endMs: window_end_ms, source };
}

/** Newest last. Presses of the visit keep the order in which their authors saw them. */
export function storyOf(order: Order, presses: readonly Type<"PressSeen">[]): Happening[] {
  const own = presses.map((press) => ({
    ...withPress(plain(press, press.press), press),
    isIllegal: press.is_illegal,
    isTakenBack: press.is_taken_back,
  }));
  const ids = new Set(own.map(({ id }) => id));
  const others = [
    ...order.presses.map((press) => withPress(plain(press, press.press), press)),
    ...order.offers.map((offer) => plain(offer, offer.is_withdrawn ? "offer_withdrawn" : "offer")),
    ...order.claims.map((claim) => plain(claim, "claim")),
    ...order.claim_confirmations.map((confirmed) => ({ ...plain(confirmed, "claim_confirmed"), to: confirmed.user })),
    ...order.declines.map((decline) => ({ ...plain(decline, "decline"), reason: decline.reason })),
  ].filter(({ id }) => !ids.has(id));
  const story = [...own];
  for (const happening of others.sort((a, b) => a.atMs - b.atMs || a.id.localeCompare(b.id))) {
    const after = story.findIndex(({ atMs }) => atMs > happening.atMs);
    story.splice(after === -1 ? story.length : after, 0, happening);
  }
  return story;
}

/** How often somebody tried to reach the customer in vain since the last time it worked. */
export function attemptsInVain(presses: readonly Pick<Type<"PressSeen">, "press" | "reached" | "at_ms" | "is_taken_back">[]): number[] {
  const tries = presses.filter(({ press, is_taken_back }) => press === "confirm_with_customer" && !is_taken_back);
  const last = tries.map(({ reached }) => reached === true).lastIndexOf(true);
  return tries.slice(last + 1).map(({ at_ms }) => at_ms);
}
