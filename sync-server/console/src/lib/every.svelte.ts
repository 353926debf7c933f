// A list that a screen needs whole, read again when a record of its word changed.
import { answering, type Reading } from "../api/read.svelte.ts";
import { allRecords, type Held, type RecordWord } from "./records.ts";

/** Anything that is fetched by several questions, read again when one of the words changed. `null` asks nothing. */
export function reading<T>(fetching: () => (() => Promise<T>) | null, on: readonly string[]): Reading<T> {
  let asked = 0;
  const question = () => {
    const fetch = fetching();
    // What is fetched has no text: each time it is another question.
    return fetch && { text: String((asked += 1)), ask: () => fetch() };
  };
  return answering(question, on, { ofBefore: true });
}

export function every<W extends RecordWord>(word: W): Reading<Held<W>[]> {
  return reading(() => () => allRecords(word), [word]);
}
