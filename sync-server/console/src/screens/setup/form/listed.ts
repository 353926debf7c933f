// How the records of a word stand in their list: which, in what order, under which headings.
import { isoDay } from "$kit/words/format.ts";
import { words } from "$kit/words/words.svelte.ts";
import { now } from "$lib/now.svelte.ts";
import { textAt, wordsAt } from "./body.ts";
import type { Item, PartOf } from "./field.ts";
import { standing, versionsOf } from "./versions.ts";

export interface RowOf {
  id: string;
  title: string;
  more: string;
  isRetired: boolean;
}

export interface Listed {
  groups: { heading: string; rows: RowOf[] }[];
  /** Retired ones, and older versions, that are not shown. */
  hidden: number;
}

/** All words must stand somewhere in what people call it by, in either language. */
export function isWanted(part: PartOf, item: Item, wanted: string): boolean {
  const name = wordsAt(item.body, "name");
  const text = [part.title(item.body), part.more?.(item.body), textAt(item.body, "number"), textAt(item.body, "code"), name.zh, name.en].join(" ").toLocaleLowerCase();
  return wanted
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Versions of one thing stand for it together: the one in force and those that are coming, or the last where none counts. */
function standingOnes(items: readonly Item[], today: string): Set<string> {
  const numbers = new Map<string, Item[]>();
  for (const item of items) {
    const number = textAt(item.body, "number") || item.id;
    numbers.set(number, [...(numbers.get(number) ?? []), item]);
  }
  const shown = [...numbers.values()].flatMap((held) => {
    const versions = held.length > 1 ? versionsOf(held, textAt(held[0]?.body, "number")) : held;
    const stands = standing(versions, today);
    const counting = versions.filter(({ id }) => ["in-force", "coming"].includes(stands.get(id) ?? ""));
    return counting.length ? counting : versions.slice(0, 1);
  });
  return new Set(shown.map(({ id }) => id));
}

export function listed(part: PartOf, items: readonly Item[], wanted: string, isAll: boolean, current: string): Listed {
  const last = part.isVersioned ? standingOnes(items, isoDay(now())) : undefined;
  const isAside = (item: Item) => part.isRetired?.(item.body) === true || item.body.is_retired === true || last?.has(item.id) === false;
  const fitting = items.filter((item) => part.isShown?.(item.body) !== false && isWanted(part, item, wanted));
  const shown = fitting.filter((item) => isAll || !isAside(item) || item.id === current);
  const rows = shown.map((item) => ({
    heading: part.under?.(item.body) ?? "",
    order: part.order?.(item.body) ?? part.title(item.body),
    row: { id: item.id, title: part.title(item.body) || words(wordsAt(item.body, "name")) || item.id, more: part.more?.(item.body) ?? "", isRetired: isAside(item) },
  }));
  const compare = new Intl.Collator(undefined, { numeric: true }).compare;
  rows.sort((a, b) => compare(a.heading, b.heading) || compare(a.order, b.order));
  const groups: Listed["groups"] = [];
  for (const { heading, row } of rows) {
    const group = groups.at(-1);
    if (group && group.heading === heading) group.rows.push(row);
    else groups.push({ heading, rows: [row] });
  }
  return { groups, hidden: fitting.length - shown.length };
}
