// The same thing done to several orders, one after the other: what worked, and why the others did not.
import { failureOf, type Failure } from "$api/api.ts";

export interface Chosen {
  id: string;
  number: string;
}

export interface Outcome {
  done: Chosen[];
  failed: { of: Chosen; failure: Failure }[];
}

/** Stops where the server does not answer: the rest would fail the same way. */
export async function each(orders: readonly Chosen[], job: (order: Chosen) => Promise<unknown>): Promise<Outcome> {
  const outcome: Outcome = { done: [], failed: [] };
  for (const of of orders) {
    try {
      await job(of);
      outcome.done.push(of);
    } catch (error) {
      const failure = failureOf(error);
      outcome.failed.push({ of, failure });
      if (failure.code === "no_answer") break;
    }
  }
  return outcome;
}
