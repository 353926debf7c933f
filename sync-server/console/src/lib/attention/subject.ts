// What a subject is called on a line; one without a name of its own by what it is.
import { nameOf, numberOf } from "$api/named.svelte.ts";
import { capital } from "$kit/words/capital.ts";
import { label } from "$kit/words/words.svelte.ts";
import { idOf, wordOf } from "../subjects.ts";

export function subjectSaid(subject: string): string {
  const [word, id] = [wordOf(subject), idOf(subject)];
  const parts = [numberOf(word, id), nameOf(word, id)].filter((part, at, all) => part && all.indexOf(part) === at);
  return parts.join(" ") || capital(label(word));
}
