// Values of the fields that a company defined for itself, as they are read.
import type { Answer, Type } from "../door/door.ts";
import { label, tag, words } from "$kit/words/words.svelte.ts";
import { readingOf } from "$kit/words/readings.ts";

type Definition = Answer<"field_definitions">[number];

/** Names and values, in the company's order. What no definition on this phone explains is left out. */
export function factsOf(definitions: readonly Definition[], word: Type<"Word">, ext: Record<string, unknown>): [name: string, value: string][] {
  const own = definitions.filter((held) => held.extends === word).sort((a, b) => a.sort - b.sort);
  return own.flatMap((held) => {
    const value = ext[held.id];
    return value === undefined || value === null ? [] : [[words(held.label), valueOf(held, value)] as [string, string]];
  });
}

function valueOf({ kind, choices, unit }: Definition, value: unknown): string {
  const choice = (of: unknown) => words(choices.find((held) => held.value === of)?.label) || String(of);
  if (typeof value === "boolean") return label(value ? "yes" : "no");
  if (Array.isArray(value)) return value.map(choice).join("、");
  if (kind === "choice") return choice(value);
  if (kind === "number") return readingOf(String(value), unit);
  if (kind === "date") return dayOf(String(value));
  return String(value);
}

function dayOf(day: string): string {
  const ms = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(ms) ? day : new Intl.DateTimeFormat(tag(), { dateStyle: "medium", timeZone: "UTC" }).format(ms);
}
