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

export interface Question<T> {
  /** Another text is another question. */
  text: string;
  /** `isCurrent` says whether anybody still waits for the answer. */
  ask: (isOther: boolean, isCurrent: () => boolean) => Promise<T>;
}

export interface Answering<T> extends Reading<T> {
  /** Waits for an answer that goes on from the one that stands there. */
  follow(answer: Promise<T>): void;
}

interface Keeps {
  /** The answer to the question before stands until the next one is there. */
  ofBefore?: boolean;
  /** What was answered stands when nothing is asked any more. */
  whenUnasked?: boolean;
}

/** Asks while the component stands, and again when one of the words changed; only the answer to the newest question counts. */
export function answering<T>(question: () => Question<T> | null, on: readonly string[] | undefined, keeps: Keeps): Answering<T> {
  let data = $state.raw<T | undefined>();
  let failure = $state.raw<Failure | undefined>();
  let isLoading = $state(true);
  let count = $state(0);
  let shown = "";
  let newest = 0;

  function wait(answer: Promise<T>, mine: number) {
    answer
      .then((held) => {
        if (mine !== newest) return;
        data = held;
        failure = undefined;
      })
      .catch((error: unknown) => {
        if (mine === newest) failure = failureOf(error);
      })
      .finally(() => {
        if (mine === newest) isLoading = false;
      });
  }

  $effect(() => live.on((subjects) => concerns(on, subjects) && (count += 1)));
  $effect(() => {
    void count;
    const now = question();
    newest += 1;
    const mine = newest;
    if (now === null) {
      if (!keeps.whenUnasked) data = undefined;
      isLoading = false;
      return;
    }
    const isOther = now.text !== shown;
    if (isOther) {
      if (shown !== "" && !keeps.ofBefore) data = undefined;
      shown = now.text;
      isLoading = true;
    }
    wait(
      untrack(() => now.ask(isOther, () => mine === newest)),
      mine,
    );
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
    follow(answer) {
      isLoading = true;
      wait(answer, newest);
    },
  };
}

/**
 * Reads while the component stands: `read("/v1/visits/{id}", () => ({ path: { id } }))`. `null` asks nothing. With `on` only
 * changes of those words are read again.
 */
export function read<Path extends GetPath>(path: Path, asked: () => Asked<Path> | null, on?: readonly string[]): Reading<Answer<Path>> {
  const question = (): Question<Answer<Path>> | null => {
    const now = asked();
    return now === null ? null : { text: JSON.stringify(now), ask: () => ask(path, now) };
  };
  return answering(question, on, { whenUnasked: true });
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
  interface Held {
    rows: readonly Row[];
    next: string | null;
  }

  async function page(now: Asked<Path>, cursor: string | null): Promise<Held> {
    const query = { ...(now as { query?: object }).query, ...(cursor ? { cursor } : {}) };
    const answer = (await ask(path, { ...(now as object), query } as unknown as Asked<Path>)) as unknown as { items: Row[]; next?: string | null };
    return { rows: answer.items, next: answer.next ?? null };
  }

  async function collect(now: Asked<Path>, atLeast: number, isCurrent: () => boolean): Promise<Held> {
    let held = await page(now, null);
    while (held.next && held.rows.length < atLeast && isCurrent()) {
      const further = await page(now, held.next);
      held = { rows: [...held.rows, ...further.rows], next: further.next };
    }
    return held;
  }

  const question = (): Question<Held> | null => {
    const now = asked();
    if (now === null) return null;
    return { text: JSON.stringify(now), ask: (isOther, isCurrent) => collect(now, isOther ? 1 : (list.data?.rows.length ?? 1), isCurrent) };
  };
  const list: Answering<Held> = answering(question, on, { ofBefore: true, whenUnasked: true });
  return {
    get data() {
      return list.data?.rows;
    },
    get failure() {
      return list.failure;
    },
    get isLoading() {
      return list.isLoading;
    },
    get hasMore() {
      return list.data?.next != null;
    },
    again() {
      list.again();
    },
    more() {
      const now = untrack(asked);
      const held = list.data;
      if (!now || !held?.next || list.isLoading) return;
      list.follow(page(now, held.next).then((further) => ({ rows: [...held.rows, ...further.rows], next: further.next })));
    },
  };
}
