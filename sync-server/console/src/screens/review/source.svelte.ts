// Where a review comes from: everything about one visit in one answer, and what is to be decided about its order.
import type { Type } from "$api/api.ts";
import { read, type Reading } from "$api/read.svelte.ts";
import type { Item } from "$lib/attention/detail.ts";

export type Visit = Type<"VisitView">;
export type Order = Type<"WorkOrderView">;
export type Past = Type<"ReadingPoint">;

export interface Reviewed {
  visit: Visit;
  order: Order | undefined;
  orderId: string | undefined;
  /** Open, about the visit and its order. */
  attention: readonly Item[];
  /** Readings at earlier visits, newest first, by the step's id in its procedure. */
  past: ReadonlyMap<string, readonly Past[]>;
  changed: Type<"ChangedSince">;
  parts: Type<"PartsReview">;
  signatures: readonly Type<"SignatureReview">[];
  held: readonly Type<"HeldRow">[];
  followUps: readonly Type<"FollowUp">[];
  inspection: Type<"Item"> | null;
}

const WORDS = ["visit", "work_order", "inspection"];

export function reviewed(visit: () => string): Reading<Reviewed> {
  const one = read("/v1/visits/{id}/review", () => ({ path: { id: visit() } }), WORDS);
  const orderId = $derived(one.data?.order?.id);
  const ofOrder = read("/v1/attention", () => (orderId ? { query: { subject: `work_order/${orderId}`, limit: 200 } } : null), WORDS);
  // What is open about it decides how it is accepted: nothing is shown before that is known.
  const isWhole = $derived(!orderId || ofOrder.data !== undefined || ofOrder.failure !== undefined);
  const data = $derived.by((): Reviewed | undefined => {
    const found = one.data;
    if (!found || !isWhole) return undefined;
    const subject = `visit/${found.visit.id}`;
    const ofVisit = found.attention.map((row): Item => ({ ...row, subject, operations: [], state: { state: "open" } as unknown as Item["state"], history: [], intent: null }));
    return {
      visit: found.visit.body as unknown as Visit,
      order: (found.order?.body ?? undefined) as unknown as Order | undefined,
      orderId,
      attention: [...ofVisit, ...(ofOrder.data?.items ?? [])],
      past: new Map(found.steps.map((step) => [step.step, step.past])),
      changed: found.changed,
      parts: found.parts,
      signatures: found.signatures,
      held: found.held,
      followUps: found.follow_ups,
      inspection: found.inspection,
    };
  });
  return {
    get data() {
      return data;
    },
    get failure() {
      return one.failure;
    },
    get isLoading() {
      return one.isLoading;
    },
    again() {
      one.again();
      ofOrder.again();
    },
  };
}
