// What is done with an item: taken, decided, put aside. It goes to the server and from there to every field device.
import type { Failure } from "$api/api.ts";
import { doing } from "$api/telling.svelte.ts";
import type { Choice } from "./choices.ts";
import type { Item } from "./detail.ts";

export interface Deciding {
  readonly isBusy: boolean;
  readonly failure: Failure | undefined;
  claim(item: Item): Promise<boolean>;
  decide(item: Item, choice: Choice, reason?: string): Promise<boolean>;
  dismiss(item: Item, reason: string): Promise<boolean>;
  forget(): void;
}

export function deciding(): Deciding {
  const work = doing();
  return {
    get isBusy() {
      return work.isBusy;
    },
    get failure() {
      return work.failure;
    },
    claim: async ({ id }) => (await work.tell("post", "/v1/attention/{id}/claim", { path: { id } })) !== undefined,
    decide: async ({ id }, choice, reason) => {
      // The description calls a choice an object without keys; it is a word or an operation.
      const body = { choice: choice as unknown as Record<string, never>, reason: reason?.trim() || null };
      return (await work.tell("post", "/v1/attention/{id}/decide", { path: { id }, body })) !== undefined;
    },
    dismiss: async ({ id }, reason) => (await work.tell("post", "/v1/attention/{id}/dismiss", { path: { id }, body: { reason: reason.trim() } })) !== undefined,
    forget: () => work.forget(),
  };
}
