// The queue of visits to review, as it is asked for: one question a status, and what needs a decision about them.
import { pages, type Reading } from "$api/read.svelte.ts";
import { queueOf, type QueueRow } from "./queue.ts";

const LIMIT = 200;

export function reviewQueue(): Reading<readonly QueueRow[]> {
  const statuses = ["finished", "not_completed", "second_visit_needed"].map((status) => pages("/v1/visits", () => ({ query: { status, limit: LIMIT } }), ["visit"]));
  const attention = pages("/v1/attention", () => ({ query: { open: true, limit: LIMIT } }), ["visit"]);
  const all = [...statuses, attention];
  const data = $derived(statuses.every((one) => one.data) ? queueOf(statuses.flatMap((one) => one.data ?? []), attention.data ?? []) : undefined);
  return {
    get data() {
      return data;
    },
    get failure() {
      return all.find((one) => one.failure)?.failure;
    },
    get isLoading() {
      return all.some((one) => one.isLoading);
    },
    again() {
      for (const one of all) one.again();
    },
  };
}
