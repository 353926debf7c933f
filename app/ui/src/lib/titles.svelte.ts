// What records are called that are only known by their ids: people, parts, contracts.
import type { Id, Type } from "../door/door.ts";
import { query } from "../door/query.svelte.ts";

type Word = Type<"Word">;
export type Named = readonly [word: Word, id: Id | null | undefined];

/** Their names in the language of the moment; empty for what is not on this phone. */
export function titles(named: () => readonly Named[]): (word: Word, id: Id | null | undefined) => string {
  const subjects = $derived([...new Set(named().flatMap(([word, id]) => (id ? [`${word}/${id}`] : [])))]);
  const found = query("titles", () => (subjects.length ? { subjects } : null));
  const known = $derived(new Map(subjects.map((subject, at) => [subject, found.data?.[at] ?? ""])));
  return (word, id) => (id ? (known.get(`${word}/${id}`) ?? "") : "");
}
