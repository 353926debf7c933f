// Saying who goes and when: one press sends both, what speaks against it is shown where it happened, and it can be undone.
import { span } from "$kit/words/format.ts";
import { t, words as inWords } from "$kit/words/words.svelte.ts";
import { ask, failureOf, tell, type Failure, type Type } from "$api/api.ts";
import { when } from "$lib/times.ts";
import { undoing } from "$lib/undo.svelte.ts";
import { SvelteMap } from "svelte/reactivity";
import { promises } from "../orders/promise.ts";
import type { Put, Told } from "./timeline.ts";

export type Order = Type<"Item_WorkOrderView">;

const CONFLICT = 409;
const CHANGED = 412;

/** As it stood on the screen when it was pressed. */
export interface Before {
  lead: string | null;
  helpers: readonly string[];
  startMs: number | null;
  endMs: number | null;
}

export interface Wish {
  order: string;
  number: string;
  /** The visit that is shown elsewhere at once; nothing where there is none yet. */
  visit: string | null;
  user: string;
  /** The engineer's, as it is said when it is done. */
  name: string;
  startMs: number;
  /** As long as the job takes where it is nothing. */
  endMs: number | null;
  /** Needed by the server where there was a window; a sentence of ours where nobody typed one. */
  reason?: string;
  /** The order's heads that a proposal was reckoned from. */
  heads?: string[] | null;
  /** What the customer counts on until now. */
  told?: Told | null;
}

/** What became of the last press. */
export interface Happened {
  wish: Wish;
  before: Before;
  /** Speaks against it in words, and stops nobody. */
  warnings: readonly string[];
  failure: Failure | null;
  /** Where somebody else was faster: the order as it is now. */
  now: Order | null;
  /** What opens beside it: a block of the timeline, or the panel. */
  at: "timeline" | "panel";
}

const iso = (at: number) => new Date(at).toISOString();

/** What `/plan` is told. Lead and start are as they were seen, so that nobody's newer plan is overwritten. */
export function bodyOf(wish: Wish, before: Before): Type<"NewPlan"> {
  const isOther = before.startMs !== null && (before.startMs !== wish.startMs || (wish.endMs !== null && before.endMs !== wish.endMs));
  return {
    user: wish.user,
    start: iso(wish.startMs),
    end: wish.endMs === null ? null : iso(wish.endMs),
    reason: wish.reason?.trim() || (isOther || (before.lead && before.lead !== wish.user) ? t("planning-moved-at-desk") : null),
    ...(wish.heads ? { heads: wish.heads } : { seen: { lead: before.lead, start: before.startMs === null ? null : iso(before.startMs) } }),
  };
}

const OVER = ["finished", "second_visit_needed", "not_completed", "reviewed", "cancelled"];

/** The order's newest visit that is not over: what a plan is about. */
export function openVisitOf({ visits }: Order["body"]): Order["body"]["visits"][number] | undefined {
  return visits.filter(({ status }) => !OVER.includes(status)).at(-1);
}

/** Who goes, and the window, as they are now. */
export function standingOf({ body }: Order): Before {
  const open = openVisitOf(body);
  return { lead: open?.lead ?? null, helpers: open?.helpers ?? [], startMs: body.window_start_ms, endMs: body.window_end_ms };
}

/** What a plan breaks of what the customer was told: of the server's warnings none is about the customer. */
export function brokenBy({ startMs, endMs }: Pick<Before, "startMs" | "endMs">, told: Told | null | undefined, body: Order["body"], zone: string, nowMs: number): string[] {
  if (startMs === null) return [];
  const ends = endMs ?? startMs;
  const isOutside = told && (startMs < told.startMs || ends > told.endMs);
  const late = promises(body, nowMs).find(({ which, dueMs, doneMs }) => doneMs === null && (which === "response" ? startMs : ends) > dueMs);
  return [
    ...(isOutside ? [t(told.isAgreed ? "planning-outside-agreed" : "planning-outside-asked", { window: span(told.startMs, told.endMs, zone) })] : []),
    ...(late ? [t("planning-later-than-promised", { when: when(late.dueMs, zone) })] : []),
  ];
}

/** Puts it back as it was. Where nobody had it before, nobody has it again; a window that is set stays, for no order loses one. */
async function undo(wish: Wish, before: Before, planned: Before) {
  const path = { id: wish.order };
  const reason = t("planning-undone");
  if (before.lead && before.startMs !== null) {
    const back: Wish = { ...wish, user: before.lead, name: "", startMs: before.startMs, endMs: before.endMs, reason, heads: null };
    await tell("post", "/v1/work-orders/{id}/plan", { path, body: { ...bodyOf(back, planned), helpers: [...before.helpers] } });
    return;
  }
  await tell("post", "/v1/work-orders/{id}/assign", { path, body: { visit: null, team: { lead: before.lead, helpers: [...before.helpers], expert: null }, reason } });
  if (before.startMs !== null) {
    const end = before.endMs === null ? null : iso(before.endMs);
    await tell("post", "/v1/work-orders/{id}/reschedule", { path, body: { start: iso(before.startMs), end, reason, heads: null } });
  }
}

/** One for a screen; asked while it begins. */
export function planner(zone: () => string) {
  const put = new SvelteMap<string, Put>();
  let happened = $state.raw<Happened | null>(null);
  let running = $state(0);

  async function plan(wish: Wish, before: Before, at: Happened["at"]): Promise<boolean> {
    happened = null;
    running += 1;
    const shown = wish.visit;
    if (shown) put.set(shown, { engineer: wish.user, startMs: wish.startMs, endMs: wish.endMs ?? wish.startMs });
    try {
      const planned = await tell("post", "/v1/work-orders/{id}/plan", { path: { id: wish.order }, body: bodyOf(wish, before) });
      // What was asked may have been rounded or filled in; the answer is what stands.
      const body = planned.body as Order["body"];
      const stands: Before = { lead: wish.user, helpers: before.helpers, startMs: body.window_start_ms, endMs: body.window_end_ms };
      const warnings = [...brokenBy(stands, wish.told, body, zone(), Date.now()), ...planned.warnings.map(({ says }) => inWords(says))];
      happened = { wish: { ...wish, visit: planned.visit }, before, warnings, failure: null, now: null, at };
      const words = { number: wish.number, name: wish.name, when: span(stands.startMs, stands.endMs, zone()) };
      undoing.offer(t("planning-planned", words), async () => {
        await undo(wish, before, stands);
        happened = null;
      });
      return true;
    } catch (error) {
      const failure = failureOf(error);
      const isOvertaken = failure.status === CONFLICT || failure.status === CHANGED;
      const now = isOvertaken ? await ask("/v1/work-orders/{id}", { path: { id: wish.order } }).catch(() => null) : null;
      happened = { wish, before, warnings: [], failure, now, at };
      if (shown) put.delete(shown);
      return false;
    } finally {
      running -= 1;
    }
  }

  return {
    /** Visits that stand elsewhere before the server has said so. */
    get put(): ReadonlyMap<string, Put> {
      return put;
    },
    get isBusy(): boolean {
      return running > 0;
    },
    get happened(): Happened | null {
      return happened;
    },
    plan,
    /** The same once more, over what somebody else did meanwhile and is seen now. */
    async again(): Promise<boolean> {
      if (!happened?.now) return false;
      const { wish, now, at } = happened;
      return plan({ ...wish, heads: null }, standingOf(now), at);
    },
    forget() {
      happened = null;
    },
    /** What the server says now holds. */
    settle() {
      if (running === 0) put.clear();
    },
  };
}
export type Planner = ReturnType<typeof planner>;
