// Places with what they hold, read again when one of them changed.
import { ask } from "$api/api.ts";
import type { Reading } from "$api/read.svelte.ts";
import { reading } from "$lib/every.svelte.ts";
import type { Location } from "./stock.ts";

const PAGE = 200;
const PAGES_MAX = 10;

async function all(kind: string | undefined): Promise<Location[]> {
  const found: Location[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer = await ask("/v1/stock/locations", { query: { limit: PAGE, kind, cursor } });
    // The description calls the body of a list's item any value; it is what one location answers with.
    found.push(...(answer.items as unknown as Location[]));
    if (!answer.next) break;
    cursor = answer.next;
  }
  return found.filter(({ body }) => !body.is_retired);
}

/** Without a kind all of them. */
export function locations(kind?: string): Reading<Location[]> {
  return reading(() => () => all(kind), ["stock_location"]);
}

/** The one place of a kind that every company has once. */
export const oneOf = (locations: readonly Location[] | undefined, kind: string) => locations?.find(({ body }) => body.kind === kind)?.id;
