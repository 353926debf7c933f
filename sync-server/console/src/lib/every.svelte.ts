// A list that a screen needs whole, read again when a record of its word changed.
import { failureOf, type Failure } from "../api/api.ts";
import { live } from "../api/live.svelte.ts";
import type { Reading } from "../api/read.svelte.ts";
import { allRecords, type Held, type RecordWord } from "./records.ts";

/** Anything that is fetched by several questions, read again when one of the words changed. `null` asks nothing. */
export function reading<T>(fetching: () => (() => Promise<T>) | null, on: readonly string[]): Reading<T> {
  let data = $state.raw<T | undefined>();
  let failure = $state.raw<Failure | undefined>();
  let isLoading = $state(true);
  let count = $state(0);
  let newest = 0;

  $effect(() => live.on((subjects) => (subjects === "all" || [...subjects].some((one) => on.some((word) => one.startsWith(`${word}/`)))) && (count += 1)));
  $effect(() => {
    void count;
    const fetch = fetching();
    newest += 1;
    const mine = newest;
    if (!fetch) {
      data = undefined;
      isLoading = false;
      return;
    }
    isLoading = true;
    fetch()
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

export function every<W extends RecordWord>(word: W): Reading<Held<W>[]> {
  return reading(() => () => allRecords(word), [word]);
}
