// In what two versions differ, as people read it: one line a field, within lists and price tables a line for what is in them.
import { nameOf, numberOf } from "$api/named.svelte.ts";
import { capital } from "$kit/words/capital.ts";
import { decimal, money } from "$kit/words/format.ts";
import { writeDecimal } from "$kit/words/money.ts";
import { comma, label, t, words } from "$kit/words/words.svelte.ts";
import { at, type Body, isBody, isSame, textAt } from "./body.ts";
import type { FieldOf, PartOf } from "./field.ts";

export interface Differing {
  path: string;
  name: string;
  old: string;
  new: string;
}

const LINES_MAX = 200;
const ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** The field of a part that asks for what stands at a path. */
export const fieldOf = (part: PartOf, path: string): FieldOf | undefined =>
  part.groups.flatMap(({ fields }) => fields).find(({ key }) => path === key || path.startsWith(`${key}.`) || key.startsWith(`${path}.`));

/** What stands in a field, in words; `body` has the currency. */
export function valueSaid(field: FieldOf | undefined, value: unknown, body: Body): string {
  if (value === null || value === undefined || value === "") return t("setup-nothing-chosen");
  switch (field?.is) {
    case "choice":
      return capital(t(field.choices.find((choice) => choice.value === value)?.said ?? String(value)));
    case "choices":
      return (value as unknown[]).map((one) => t(field.choices.find((choice) => choice.value === one)?.said ?? String(one))).join(comma()) || t("setup-nothing-chosen");
    case "number":
      return typeof value === "number" ? decimal(writeDecimal(value, field.digits ?? 0)) : String(value);
    case "minor":
      return money(Number(value), textAt(body, field.currency));
    case "price":
      return isBody(value) ? money(Number(value.minor), textAt(value, "currency")) : String(value);
    case "one":
    case "pick":
      return named(field.of, String(value));
    case "picks":
    case "ones":
      return (value as string[]).map((id) => named(field.of, id)).join(comma()) || t("setup-nothing-chosen");
  }
  if (typeof value === "boolean") return value ? t("setup-yes") : t("setup-no");
  if (Array.isArray(value)) {
    const short = value.every((one) => typeof one === "string" || typeof one === "number");
    return short ? value.join(comma()) || t("setup-nothing-chosen") : t("setup-entries", { count: value.length });
  }
  if (isBody(value)) return words(value as { zh?: string; en?: string }) || t("setup-entries", { count: Object.keys(value).length });
  return String(value);
}

function named(word: string, id: string): string {
  return [numberOf(word, id), nameOf(word, id)].filter((text, place, all) => text && all.indexOf(text) === place).join(" ") || "…";
}

/** Fields that say something else in `now` than in `old`, in the order the form asks for them. */
export function differing(part: PartOf, old: Body, now: Body): Differing[] {
  const found: Differing[] = [];
  for (const { fields } of part.groups) for (const field of fields) ofField(field, old, now, found, "");
  return found.slice(0, LINES_MAX);
}

function ofField(field: FieldOf, old: Body, now: Body, found: Differing[], before: string) {
  const [was, is] = [at(old, field.key), at(now, field.key)];
  if (field.key === "revision" || isSame(was, is)) return;
  const name = [before, t(field.said)].filter(Boolean).join(" · ");
  const path = [before, field.key].join(".");
  if (field.is === "list") return ofList(field, listOf(was), listOf(is), found, before ? name : "", path);
  if (field.is === "own" && (isBody(was) || isBody(is))) return ofTable(field.key, was, is, now, found, name, path);
  found.push({ path, name, old: valueSaid(field, was, old), new: valueSaid(field, is, now) });
}

const listOf = (value: unknown): Body[] => (Array.isArray(value) ? value.filter(isBody) : []);

/** By their ids where they have some: one that was moved is no other. */
function ofList(field: FieldOf & { is: "list" }, old: readonly Body[], now: readonly Body[], found: Differing[], before: string, path: string) {
  const keyOf = (one: Body, place: number) => (typeof one.id === "string" && one.id ? one.id : String(place));
  const [was, is] = [old, now].map((list) => new Map(list.map((one, place) => [keyOf(one, place), { one, place }])));
  for (const key of new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])) {
    const [first, second] = [was?.get(key), is?.get(key)];
    const name = [before, `${t(field.said)} ${(second ?? first)!.place + 1}`].filter(Boolean).join(" · ");
    if (first && second) for (const one of field.fields) ofField(one, first.one, second.one, found, name);
    else found.push({ path: `${path}.${key}`, name, old: first ? entrySaid(field, first.one) : t("setup-nothing-chosen"), new: second ? entrySaid(field, second.one) : t("setup-nothing-chosen") });
  }
}

const entrySaid = (field: FieldOf & { is: "list" }, entry: Body) =>
  field.fields
    .filter((one) => one.when?.(entry) !== false && !isSame(at(entry, one.key), one.is === "flag" ? false : null) && one.is !== "list")
    .map((one) => (one.is === "flag" ? t(one.said) : one.is === "number" ? `${t(one.said)} ${valueSaid(one, at(entry, one.key), entry)}` : valueSaid(one, at(entry, one.key), entry)))
    .join(comma());

/** A table of prices or rates: by what they are for. */
function ofTable(key: string, was: unknown, is: unknown, now: Body, found: Differing[], before: string, path: string) {
  const [old, next] = [was, is].map((value) => (isBody(value) ? value : {})) as [Body, Body];
  const isEntry = (body: Body) => "minor" in body || "minor_per_hour" in body;
  if (isEntry(old) || isEntry(next)) return void found.push({ path, name: before, old: priceSaid(was, now), new: priceSaid(is, now) });
  for (const one of new Set([...Object.keys(old), ...Object.keys(next)])) {
    if (isSame(old[one], next[one])) continue;
    const name = [before, ID.test(one) ? named(key === "parts" ? "part" : key.slice(0, -1), one) : capital(label(one))].join(" · ");
    found.push({ path: `${path}.${one}`, name, old: priceSaid(old[one], now), new: priceSaid(next[one], now) });
  }
}

function priceSaid(value: unknown, body: Body): string {
  if (!isBody(value)) return valueSaid(undefined, value, body);
  const currency = textAt(body, "currency") || "CNY";
  if (!("minor_per_hour" in value)) return money(Number(value.minor ?? 0), currency) + taxSaid(value);
  const steps = [value.step_minutes, value.minutes_min].map(Number);
  return [money(Number(value.minor_per_hour), currency) + taxSaid(value), steps[0] ? t("setup-rate-step", { count: steps[0] }) : "", steps[1] ? t("setup-rate-least", { count: steps[1] }) : ""].filter(Boolean).join(comma());
}

const taxSaid = (value: Body) => (typeof value.tax === "number" ? ` (${decimal(writeDecimal(value.tax, 2))} %)` : "");
