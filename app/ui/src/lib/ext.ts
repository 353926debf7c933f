// Fields that a company defined for itself: which are asked for, what is lacking, and how their values are read.
import type { Answer, Type } from "../door/door.ts";
import { label, tag, words } from "$kit/words/words.svelte.ts";
import { readingOf } from "$kit/words/readings.ts";

export type Definition = Answer<"field_definitions">[number];
/** Values by the ids of their definitions. */
export type Ext = Record<string, unknown>;

function fieldsOf(definitions: readonly Definition[], word: Type<"Word">): Definition[] {
  return definitions.filter((held) => held.extends === word).sort((a, b) => a.sort - b.sort || a.id.localeCompare(b.id));
}

/** Names and values, in the company's order. What no definition on this phone explains is left out. */
export function factsOf(definitions: readonly Definition[], word: Type<"Word">, ext: Ext): [name: string, value: string][] {
  return fieldsOf(definitions, word).flatMap((held) => {
    const value = ext[held.id];
    return isBlank(value) ? [] : [[words(held.label), valueOf(held, value)] as [string, string]];
  });
}

/** The fields that are asked for, of an order or a visit by its kind, in the company's order. */
export function askedOf(definitions: readonly Definition[], word: Type<"Word">, kind?: string | null): Definition[] {
  const isOfKind = ({ order_kinds }: Definition) => order_kinds.length === 0 || order_kinds.some((of) => of === kind);
  return fieldsOf(definitions, word).filter((held) => !held.is_retired && isOfKind(held));
}

/** Nothing, or what means nothing. */
export function isBlank(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === "string" && value.trim() === "") || (Array.isArray(value) && value.length === 0);
}

/** Required fields in which nothing stands. */
export function lackingOf(asked: readonly Definition[], ext: Ext): string[] {
  return asked.filter((held) => held.is_required && isBlank(ext[held.id])).map(({ id }) => id);
}

/** What is sent of a form: what is asked for and stands there. */
export function sentOf(asked: readonly Definition[], ext: Ext): Ext {
  return Object.fromEntries(asked.flatMap(({ id }) => (isBlank(ext[id]) ? [] : [[id, ext[id]]])));
}

/** What differs from before; nothing stands for what was cleared. */
export function changedOf(asked: readonly Definition[], before: Ext, after: Ext): Ext {
  const bare = (value: unknown) => (isBlank(value) ? null : value);
  const differs = ({ id }: Definition) => JSON.stringify(bare(before[id])) !== JSON.stringify(bare(after[id]));
  return Object.fromEntries(asked.filter(differs).map(({ id }) => [id, bare(after[id])]));
}

/** Several choices: a list, or a text with a line each. */
export function chosenOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.filter((one): one is string => typeof one === "string");
  return typeof value === "string" ? value.split("\n").filter(Boolean) : [];
}

function valueOf({ kind, choices, unit }: Definition, value: unknown): string {
  const choice = (of: string) => words(choices.find((held) => held.value === of)?.label) || of;
  if (typeof value === "boolean") return label(value ? "yes" : "no");
  if (kind === "choices" || Array.isArray(value)) return chosenOf(value).map(choice).join("、");
  if (kind === "choice") return choice(String(value));
  if (kind === "number") return readingOf(String(value), unit);
  if (kind === "date") return dayOf(String(value));
  return String(value);
}

function dayOf(day: string): string {
  const ms = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(ms) ? day : new Intl.DateTimeFormat(tag(), { dateStyle: "medium", timeZone: "UTC" }).format(ms);
}
