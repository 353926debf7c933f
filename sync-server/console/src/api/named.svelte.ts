// What things are called that an answer knows only by their ids. Asked for in one question a moment, and kept.
import { words, type Text } from "$kit/words/words.svelte.ts";
import { SvelteMap } from "svelte/reactivity";
import { ask } from "./api.ts";
import { live } from "./live.svelte.ts";

interface Name {
  name: Text;
  number: string;
}

const ASKED_MAX = 100;
const NOTHING: Name = { name: {}, number: "" };
const known = new SvelteMap<string, Name>();
const asked = new Set<string>();
let waiting = new Set<string>();
let gathering: ReturnType<typeof setTimeout> | undefined;

function gather(subject: string) {
  waiting.add(subject);
  gathering ??= setTimeout(() => {
    gathering = undefined;
    const all = [...waiting];
    waiting = new Set();
    for (let at = 0; at < all.length; at += ASKED_MAX) void learn(all.slice(at, at + ASKED_MAX));
  }, 10);
}

async function learn(subjects: readonly string[]) {
  try {
    const { items } = await ask("/v1/names", { query: { of: subjects.join(",") } });
    const found = new Map(items.map(({ subject, name, number }) => [subject, { name, number }]));
    for (const subject of subjects) known.set(subject, found.get(subject) ?? NOTHING);
  } catch {
    // Asked again by whoever shows it next.
    for (const subject of subjects) asked.delete(subject);
  }
}

live.on((subjects) => {
  if (subjects === "all") return;
  for (const subject of subjects) if (asked.has(subject)) gather(subject);
});

function named(word: string, id: string): Name {
  const subject = `${word}/${id}`;
  if (!asked.has(subject)) {
    asked.add(subject);
    gather(subject);
  }
  return known.get(subject) ?? NOTHING;
}

/** The name in the language of the moment; empty until it is known, and for what may not be read. */
export function nameOf(word: string, id: string | null | undefined): string {
  if (!id) return "";
  const { name, number } = named(word, id);
  return words(name) || number;
}

/** Whether it is known what it is called, if anything. */
export function isKnown(word: string, id: string): boolean {
  return known.has(`${word}/${id}`);
}

/** The number, code or serial; empty where it has none. */
export function numberOf(word: string, id: string | null | undefined): string {
  return id ? named(word, id).number : "";
}
