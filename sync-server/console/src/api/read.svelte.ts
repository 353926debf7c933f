// What a screen reads: asked again whenever something it shows changed. What stood there stays while it is asked again.
import { untrack } from "svelte";
import { ask, type Answer, type Asked, type Failure, failureOf, type GetPath } from "./api.ts";
import { live } from "./live.svelte.ts";

export interface Reading<T> {
  readonly data: T | undefined;
  readonly failure: Failure | undefined;
  /** Nothing has been answered yet for what is asked now. */
  readonly isLoading: boolean;
  again(): void;
}

/** Whether subjects (`word/id`) that changed concern one of the words; every change does where none are named. */
function concerns(words: readonly string[] | undefined, subjects: ReadonlySet<string> | "all"): boolean {
  if (!words || subjects === "all") return true;
  return [...subjects].some((subject) => words.some((word) => subject.startsWith(`${word}/`)));
}

/**
 * Reads while the component stands: `read("/v1/visits/{id}", () => ({ path: { id } }))`. `null` asks nothing. With `on` only
 * changes of those words are read again.
 */
export function read<Path extends GetPath>(path: Path, asked: () => Asked<Path> | null, on?: readonly string[]): Reading<Answer<Path>> {
  let data = $state.raw<Answer<Path> | undefined>();
  let failure = $state.raw<Failure | undefined>();
  let isLoading = $state(true);
  let count = $state(0);
  let shown = "";
  let newest = 0;

  $effect(() => live.on((subjects) => concerns(on, subjects) && (count += 1)));
  $effect(() => {
    void count;
    const now = asked();
    if (now === null) {
      isLoading = false;
      return;
    }
    const text = JSON.stringify(now);
    if (text !== shown) {
      if (shown !== "") data = undefined;
      shown = text;
      isLoading = true;
    }
    newest += 1;
    const mine = newest;
    ask(path, now)
      .then((answer) => {
        if (mine !== newest) return;
        data = answer;
        failure = undefined;
      })
      .catch((error: unknown) => {
        if (mine === newest) failure = failureOf(error);
      })
      .finally(() => {
        if (mine === newest) isLoading = false;
      });
  });
  return {
    get data() {
      return data;
    },
    get failure() {
      return failure;
    },
    get isLoading() {
      return isLoading;
    },
    again() {
      count += 1;
    },
  };
}

export interface Pages<Row> extends Reading<readonly Row[]> {
  readonly hasMore: boolean;
  /** Reads on. */
  more(): void;
}

type Rows<Path extends GetPath> = Answer<Path> extends { items: (infer Row)[] } ? Row : never;

/** A list of pages: the first ones that were read are read again when something changed, as many as stand there. */
export function pages<Path extends GetPath>(path: Path, asked: () => Asked<Path> | null, on?: readonly string[]): Pages<Rows<Path>> {
  type Row = Rows<Path>;
  let data = $state.raw<readonly Row[] | undefined>();
  let next = $state.raw<string | null>(null);
  let failure = $state.raw<Failure | undefined>();
  let isLoading = $state(true);
  let count = $state(0);
  let shown = "";
  let newest = 0;

  async function page(now: Asked<Path>, cursor: string | null) {
    const query = { ...(now as { query?: object }).query, ...(cursor ? { cursor } : {}) };
    return (await ask(path, { ...(now as object), query } as unknown as Asked<Path>)) as unknown as { items: Row[]; next?: string | null };
  }

  async function collect(now: Asked<Path>, atLeast: number, mine: number) {
    let rows: Row[] = [];
    let cursor: string | null = null;
    do {
      const answer = await page(now, cursor);
      if (mine !== newest) return;
      rows = rows.concat(answer.items);
      cursor = answer.next ?? null;
    } while (cursor && rows.length < atLeast);
    data = rows;
    next = cursor;
    failure = undefined;
  }

  $effect(() => live.on((subjects) => concerns(on, subjects) && (count += 1)));
  $effect(() => {
    void count;
    const now = asked();
    if (now === null) {
      isLoading = false;
      return;
    }
    const text = JSON.stringify(now);
    const isOther = text !== shown;
    if (isOther) {
      shown = text;
      isLoading = true;
    }
    newest += 1;
    const mine = newest;
    collect(now, isOther ? 1 : (untrack(() => data)?.length ?? 1), mine)
      .catch((error: unknown) => {
        if (mine === newest) failure = failureOf(error);
      })
      .finally(() => {
        if (mine === newest) isLoading = false;
      });
  });
  return {
    get data() {
      return data;
    },
    get failure() {
      return failure;
    },
    get isLoading() {
      return isLoading;
    },
    get hasMore() {
      return next !== null;
    },
    again() {
      count += 1;
    },
    more() {
      const now = untrack(asked);
      const cursor = next;
      if (!now || !cursor || isLoading) return;
      isLoading = true;
      const mine = newest;
      page(now, cursor)
        .then((answer) => {
          if (mine !== newest) return;
          data = [...(data ?? []), ...answer.items];
          next = answer.next ?? null;
        })
        .catch((error: unknown) => {
          if (mine === newest) failure = failureOf(error);
        })
        .finally(() => {
          if (mine === newest) isLoading = false;
        });
    },
  };
}
