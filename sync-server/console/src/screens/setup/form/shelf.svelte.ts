// All records of a word of which there are not too many, read once, shown at once the next time, and read again when one changed.
import { ask, type Failure, failureOf } from "$api/api.ts";
import { live } from "$api/live.svelte.ts";
import type { Reading } from "$api/read.svelte.ts";
import { session } from "$api/session.svelte.ts";
import type { Body } from "./body.ts";
import type { Item } from "./field.ts";

const PAGE = 200;
const PAGES_MAX = 50;

const NOTHING: readonly Item[] = [];

interface Held {
  items: readonly Item[] | undefined;
  failure: Failure | undefined;
  isLoading: boolean;
  isWhole: boolean;
}

export interface Shelf extends Reading<readonly Item[]> {
  /** Nothing was left out. */
  readonly isWhole: boolean;
}

class Kept {
  held = $state.raw<Held>({ items: undefined, failure: undefined, isLoading: true, isWhole: true });
  readonly word: string;
  #readers = 0;
  #newest = 0;
  #stop: (() => void) | undefined;

  constructor(word: string) {
    this.word = word;
  }

  join(): () => void {
    this.#readers += 1;
    if (this.#readers === 1) {
      this.#stop = live.on((subjects) => {
        if (subjects === "all" || [...subjects].some((subject) => subject.startsWith(`${this.word}/`))) void this.read();
      });
      void this.read();
    }
    return () => {
      this.#readers -= 1;
      if (this.#readers === 0) this.#stop?.();
    };
  }

  async read() {
    this.#newest += 1;
    const mine = this.#newest;
    try {
      let items: Item[] = [];
      let cursor: string | null = null;
      for (let page = 0; page < PAGES_MAX && (page === 0 || cursor); page += 1) {
        const answer: { items: unknown[]; next?: string | null } = await ask("/v1/records/{word}", {
          path: { word: this.word },
          query: { limit: PAGE, ...(cursor ? { cursor } : {}) },
        });
        if (mine !== this.#newest) return;
        items = items.concat(answer.items as Item[]);
        cursor = answer.next ?? null;
      }
      this.held = { items, failure: undefined, isLoading: false, isWhole: cursor === null };
    } catch (error) {
      if (mine === this.#newest) this.held = { ...this.held, failure: failureOf(error), isLoading: false };
    }
  }
}

const shelves = new Map<string, Kept>();
let owner: string | undefined;

/** What somebody else had read is not shown to the next. */
export function forgetShelves() {
  shelves.clear();
}

/** Asked while a component begins. */
export function shelf(word: string): Shelf {
  const user = session.now?.user;
  if (user !== owner) forgetShelves();
  owner = user;
  const kept = shelves.get(word) ?? new Kept(word);
  shelves.set(word, kept);
  // What a role may not read is not asked for: it is as if there were none.
  const isRead = session.reads(word);
  $effect(() => (isRead ? kept.join() : undefined));
  return {
    get data() {
      return isRead ? kept.held.items : NOTHING;
    },
    get failure() {
      return kept.held.failure;
    },
    get isLoading() {
      return kept.held.isLoading;
    },
    get isWhole() {
      return kept.held.isWhole;
    },
    again() {
      void kept.read();
    },
  };
}

/** The body of one of them. */
export function bodyOf(items: readonly Item[] | undefined, id: unknown): Body | undefined {
  return items?.find((item) => item.id === id)?.body;
}
