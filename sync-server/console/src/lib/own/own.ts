// Fields that the company defined for itself: which are asked for, what stands in them, what is lacking.
import { capital } from "$kit/words/capital.ts";
import { comma, label, tag, words } from "$kit/words/words.svelte.ts";
import type { Type } from "$api/api.ts";
import { readingOf } from "$kit/words/readings.ts";

export type Definition = Type<"FieldDefinition"> & { id: string };
/** Values by the ids of their definitions. */
export type Ext = Record<string, unknown>;

/** What a definition says of which it says nothing: it stands there as it was written. */
export const EMPTY: Type<"FieldDefinition"> = {
  extends: null, kind: "text", label: { zh: "", en: "" }, hint: { zh: "", en: "" }, is_required: false, choices: [], low: null, high: null, unit: "", chars_max: null, order_kinds: [], sort: 0,
  is_searched: false, is_retired: false,
};

const PREFIX = "ext.";

/** Where the value of a field stands in what it belongs to, and how its register is called. */
export const pathOf = (id: string): string => PREFIX + id;

/** The definition's id, where a field is one of the company's own. */
export function idOfField(field: string): string | undefined {
  return field.startsWith(PREFIX) ? field.slice(PREFIX.length) : undefined;
}

const byOrder = (one: Definition, other: Definition) => one.sort - other.sort || one.id.localeCompare(other.id);

/** The fields of a word in the company's order, retired ones too. */
export function fieldsOf(all: readonly Definition[], word: string): Definition[] {
  return all.filter((one) => one.extends === word).sort(byOrder);
}

/** The fields that a subject of a word, of an order or visit by its kind, is asked for. */
export function askedOf(all: readonly Definition[], word: string, kind?: string | null): Definition[] {
  const isOfKind = (one: Definition) => one.order_kinds.length === 0 || one.order_kinds.some((of) => of === kind);
  return fieldsOf(all, word).filter((one) => !one.is_retired && isOfKind(one));
}

/** What is shown of a subject: what it is asked for, and what stands in fields that it is not asked for any more. */
export function shownOf(all: readonly Definition[], word: string, ext: Ext, kind?: string | null): Definition[] {
  const asked = new Set(askedOf(all, word, kind).map(({ id }) => id));
  return fieldsOf(all, word).filter(({ id }) => asked.has(id) || !isBlank(ext[id]));
}

/** Nothing, or what means nothing. */
export function isBlank(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === "string" && value.trim() === "") || (Array.isArray(value) && value.length === 0);
}

/** The ids of required fields in which nothing stands. */
export function lackingOf(all: readonly Definition[], word: string, ext: Ext, kind?: string | null): string[] {
  return askedOf(all, word, kind).filter((one) => one.is_required && isBlank(ext[one.id])).map(({ id }) => id);
}

/** The values with one set, or cleared. */
export function withValue(ext: Ext, id: string, value: unknown): Ext {
  if (!isBlank(value)) return { ...ext, [id]: value };
  const { [id]: _, ...rest } = ext;
  return rest;
}

/** What is sent of a form: fields that it does not ask for, such as those of another kind of order, are left out. */
export function sentOf(all: readonly Definition[], word: string, ext: Ext, kind?: string | null): Ext {
  return Object.fromEntries(askedOf(all, word, kind).flatMap(({ id }) => (isBlank(ext[id]) ? [] : [[id, ext[id]]])));
}

/** Several choices: of a record a list, of a register a text with a line each. */
export function chosenOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.filter((one): one is string => typeof one === "string");
  return typeof value === "string" ? value.split("\n").filter(Boolean) : [];
}

/** A value as it is read; empty where there is none. */
export function saidOf({ kind, choices, unit }: Pick<Definition, "kind" | "choices" | "unit">, value: unknown): string {
  if (isBlank(value)) return "";
  const choice = (of: string) => words(choices.find((one) => one.value === of)?.label) || of;
  if (kind === "choices" || Array.isArray(value)) return chosenOf(value).map(choice).join(comma());
  if (typeof value === "boolean") return capital(label(value ? "yes" : "no"));
  if (kind === "choice") return choice(String(value));
  if (kind === "number") return readingOf(String(value), unit);
  if (kind === "date") return dayOf(String(value));
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function dayOf(day: string): string {
  const ms = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(ms) ? day : new Intl.DateTimeFormat(tag(), { dateStyle: "medium", timeZone: "UTC" }).format(ms);
}
