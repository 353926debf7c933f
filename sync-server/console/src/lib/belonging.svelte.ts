// What belongs to a customer. The API tells records only by their word, so they are read whole and sorted out here.
import { every } from "./every.svelte.ts";
import type { Held } from "./records.ts";
import type { Reading } from "../api/read.svelte.ts";

type Belonging = "site" | "contact" | "contract";

export interface Belongings<W extends Belonging> {
  readonly reading: Reading<Held<W>[]>;
  readonly items: readonly Held<W>[];
}

/** Records of the customer, by their names as they were written; retired ones last. */
export function belonging<W extends Belonging>(word: W, customer: () => string | null | undefined): Belongings<W> {
  const all = every(word);
  const of = (body: Held<Belonging>["body"]) => ("is_retired" in body && body.is_retired ? 1 : 0);
  const items = $derived((all.data ?? []).filter(({ body }) => body.customer === customer()).sort((a, b) => of(a.body) - of(b.body)));
  return {
    reading: all,
    get items() {
      return items;
    },
  };
}
