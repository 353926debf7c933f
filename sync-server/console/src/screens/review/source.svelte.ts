// Where a review comes from: everything about one visit, as plain values. The one place to change when it comes in one answer.
import { ask, type Type } from "$api/api.ts";
import { read, type Reading } from "$api/read.svelte.ts";
import type { Item } from "$lib/attention/detail.ts";
import { earlierAnswers, type Before } from "./steps.ts";

export type Visit = Type<"VisitView">;
export type Order = Type<"WorkOrderView">;

export interface Reviewed {
  id: string;
  etag: string;
  visit: Visit;
  order: Order | undefined;
  orderId: string | undefined;
  /** About the visit and its order, open and decided. */
  attention: readonly Item[];
  /** What was answered to the same step last time, by the step's id in its procedure. */
  before: ReadonlyMap<string, Before>;
}

/** How many earlier visits to the device are looked through for the reading before. */
const EARLIER = 3;
const ENDED = ["finished", "reviewed", "returned", "second_visit_needed", "not_completed"];

export function reviewed(visit: () => string): Reading<Reviewed> {
  const one = read("/v1/visits/{id}", () => ({ path: { id: visit() } }), ["visit"]);
  const body = $derived(one.data?.body);
  const orderId = $derived(body?.work_order ?? undefined);
  const order = read("/v1/work-orders/{id}", () => (orderId ? { path: { id: orderId } } : null), ["work_order", "visit"]);
  const words = ["visit", "work_order"];
  const ofVisit = read("/v1/attention", () => ({ query: { subject: `visit/${visit()}`, limit: 200 } }), words);
  const settled = read("/v1/attention", () => ({ query: { subject: `visit/${visit()}`, limit: 200, open: false } }), words);
  const ofOrder = read("/v1/attention", () => (orderId ? { query: { subject: `work_order/${orderId}`, limit: 200 } } : null), words);
  const device = $derived(body?.device);
  const earlier = read("/v1/visits", () => (device ? { query: { device, limit: 50 } } : null), ["none"]);
  let before = $state.raw<ReadonlyMap<string, Before>>(new Map());

  $effect(() => {
    const sinceMs = body?.since_ms ?? 0;
    const asked = (earlier.data?.items ?? [])
      .filter((row) => row.id !== visit() && ENDED.includes(row.status) && Date.parse(row.since ?? "") < sinceMs)
      .sort((a, b) => Date.parse(b.since ?? "") - Date.parse(a.since ?? ""))
      .slice(0, EARLIER);
    let isOver = false;
    // What was measured before helps, and is missed without harm.
    void Promise.all(asked.map(({ id }) => ask("/v1/visits/{id}", { path: { id } }).catch(() => null))).then((found) => {
      if (!isOver) before = earlierAnswers(found.flatMap((item) => (item ? [{ id: item.id, visit: item.body }] : [])));
    });
    return () => (isOver = true);
  });

  const attention = $derived([...(ofVisit.data?.items ?? []), ...(ofOrder.data?.items ?? []), ...(settled.data?.items ?? [])]);
  // What is open about it decides how it is accepted: nothing is shown before that is known.
  const isThere = (reading: Reading<unknown>) => reading.data !== undefined || reading.failure !== undefined;
  const isWhole = $derived(isThere(ofVisit) && (!orderId || (isThere(order) && isThere(ofOrder))));
  const data = $derived(one.data && body && isWhole ? { id: one.data.id, etag: one.data.etag, visit: body, order: order.data?.body, orderId, attention, before } : undefined);
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
      for (const reading of [one, order, ofVisit, ofOrder, settled]) reading.again();
    },
  };
}
