// What a screen reads: asked again whenever something changed. The one file that remembers answers.
import { type Answer, call, type Failure, failureOf, type Given, type Hash } from "./door.ts";
import { shell } from "./shell.ts";
import type { operations } from "./schema.ts";

/** Counts what changed, so that everything that reads it asks again. */
const changes = $state({ count: 0, catalogue: 0 });
/** Questions about a catalogue of thousands, which a day's work leaves as it is: asked again when a word of it changed. */
const CATALOGUE: Partial<Record<keyof operations, string>> = { parts: "part/", tools: "tool/" };
/** Several changes in a moment are read once. */
const GATHER_MS = 30;
let gathering: ReturnType<typeof setTimeout> | undefined;
let gathered = new Set<string>();

shell.onChanged((topics) => {
  for (const topic of topics) gathered.add(topic);
  gathering ??= setTimeout(() => {
    const heard = [...gathered];
    gathering = undefined;
    gathered = new Set();
    changes.count += 1;
    const words = Object.values(CATALOGUE);
    if (heard.some((topic) => topic === "*" || words.some((word) => topic.startsWith(word)))) changes.catalogue += 1;
  }, GATHER_MS);
});

export interface Query<T> {
  /** What was answered last; it stays while it is asked again. */
  readonly data: T | undefined;
  readonly failure: Failure | undefined;
  readonly isLoading: boolean;
  again(): void;
}

/**
 * Asks while the component stands: `query("job_card", () => ({ visit }))`. Arguments that are `null` ask nothing.
 */
export function query<N extends keyof operations>(name: N, given: () => Given<N> | null): Query<Answer<N>> {
  let data = $state.raw<Answer<N> | undefined>();
  let failure = $state.raw<Failure | undefined>();
  let isLoading = $state(true);
  let asked = "";
  let again = $state(0);
  let newest = 0;
  $effect(() => {
    void (CATALOGUE[name] ? changes.catalogue : changes.count);
    void again;
    const now = given();
    if (now === null) return;
    const text = JSON.stringify(now);
    if (text !== asked) {
      // Another subject: what stood there belongs to the old one.
      if (asked !== "") data = undefined;
      asked = text;
      isLoading = true;
    }
    newest += 1;
    const mine = newest;
    call(name, now)
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
      again += 1;
    },
  };
}

const PICTURES_MAX = 200;
const pictures = new Map<Hash, Promise<string>>();

/** A URL of a picture that is kept here; the same one each time. @throws {Failed} where it has not arrived. */
export function pictureUrl(hash: Hash): Promise<string> {
  const known = pictures.get(hash);
  if (known) return known;
  const url = call("blob", { hash }).then((bytes) => URL.createObjectURL(new Blob([bytes])));
  pictures.set(hash, url);
  url.catch(() => pictures.delete(hash));
  if (pictures.size > PICTURES_MAX) {
    const [oldest] = pictures;
    if (oldest) {
      pictures.delete(oldest[0]);
      void oldest[1].then((old) => URL.revokeObjectURL(old)).catch(() => {});
    }
  }
  return url;
}
