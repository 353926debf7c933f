// Batches of blank codes that were drawn, and which of their codes lead to a device by now.
import { ask, type Failure, type Type } from "$api/api.ts";
import { reading } from "$lib/every.svelte.ts";
import { bound } from "./labels.ts";

export interface Batch {
  id: string;
  codes: string[];
  purpose: string;
  /** Ids of records begin with their time. */
  drawnMs: number;
  bound: number;
}

export interface Batches {
  readonly items: readonly Batch[];
  readonly isLoading: boolean;
  readonly failure: Failure | undefined;
  readonly data: readonly Batch[] | undefined;
  /** There are more devices than were looked through: more codes may be bound. */
  readonly isCut: boolean;
  again(): void;
}

const PAGE = 200;
const PAGES_MAX = 15;
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** The moment that an id was drawn. */
export function drawnAt(id: string): number {
  return [...id.slice(0, 10)].reduce((sum, digit) => sum * 32 + DIGITS.indexOf(digit), 0);
}

async function all(): Promise<Type<"Item">[]> {
  const items: Type<"Item">[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer = await ask("/v1/records/{word}", { path: { word: "code_batch" }, query: { limit: PAGE, cursor } });
    items.push(...answer.items);
    if (!answer.next) break;
    cursor = answer.next;
  }
  return items;
}

/** The server does not count what is bound: every code on a device is looked through. */
async function taken(): Promise<{ codes: Set<string>; isCut: boolean }> {
  const codes = new Set<string>();
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer = await ask("/v1/devices", { query: { has_code: true, limit: PAGE, cursor } });
    for (const row of answer.items) for (const code of row.codes) codes.add(code);
    if (!answer.next) return { codes, isCut: false };
    cursor = answer.next;
  }
  return { codes, isCut: true };
}

export function batchesOf(): Batches {
  const drawn = reading(() => all, ["code_batch"]);
  const bindings = reading(() => ((drawn.data?.length ?? 0) > 0 ? taken : null), ["device"]);
  const items = $derived(
    (drawn.data ?? [])
      .map(({ id, body }): Batch => {
        const { codes, purpose } = body as unknown as Type<"CodeBatch">;
        return { id, codes, purpose, drawnMs: drawnAt(id), bound: bound(codes, bindings.data?.codes ?? new Set()) };
      })
      .sort((a, b) => b.drawnMs - a.drawnMs),
  );
  return {
    get items() {
      return items;
    },
    get data() {
      return drawn.data && items;
    },
    get isLoading() {
      return drawn.isLoading;
    },
    get failure() {
      return drawn.failure;
    },
    get isCut() {
      return bindings.data?.isCut ?? false;
    },
    again() {
      drawn.again();
      bindings.again();
    },
  };
}
