// What stands in the inbox, and in which order: what presses most first, oldest first among its kind.
import { ownerOf, standingOf, type Item } from "$lib/attention/detail.ts";
import { kindsOf, lookOfKind, rankOf, type Group } from "$lib/attention/kinds.ts";

export type Owner = "all" | "mine" | "free";

export interface Narrowed {
  group: Group | "all";
  owner: Owner;
  isHistory: boolean;
}

export interface Section {
  kind: string;
  items: readonly Item[];
}

export function narrowed(items: readonly Item[], { group, owner }: Narrowed, me: string): Item[] {
  return items.filter((item) => {
    if (group !== "all" && lookOfKind(item.kind).group !== group) return false;
    if (owner === "mine") return ownerOf(item) === me;
    return owner === "all" || ownerOf(item) === undefined;
  });
}

const sinceMs = (item: Item) => Date.parse(item.since ?? "") || 0;

/** When it was decided or put aside. */
export function endedMs(item: Item): number {
  const standing = standingOf(item);
  return standing.state === "open" ? 0 : standing.atMs;
}

/** One section a kind; what was decided stands in one, newest first. */
export function sections(items: readonly Item[], isHistory: boolean): Section[] {
  if (isHistory) return items.length ? [{ kind: "", items: [...items].sort((a, b) => endedMs(b) - endedMs(a)) }] : [];
  const byKind = new Map<string, Item[]>();
  for (const item of items) byKind.set(item.kind, [...(byKind.get(item.kind) ?? []), item]);
  return [...byKind]
    .sort(([a], [b]) => rankOf(a) - rankOf(b) || a.localeCompare(b))
    .map(([kind, held]) => ({ kind, items: held.sort((a, b) => sinceMs(a) - sinceMs(b) || a.id.localeCompare(b.id)) }));
}

/** The one so many steps from where somebody is; from nowhere the first. */
export function stepFrom(shown: readonly Section[], id: string | null, by: number): string | undefined {
  const all = shown.flatMap(({ items }) => items.map((item) => item.id));
  const at = id === null ? -1 : all.indexOf(id);
  if (at < 0) return all[0];
  return all[Math.min(Math.max(at + by, 0), all.length - 1)];
}

/** Where somebody goes on when this one is done: the next, else the one before. */
export function afterThat(shown: readonly Section[], id: string): string | undefined {
  const all = shown.flatMap(({ items }) => items.map((item) => item.id));
  const at = all.indexOf(id);
  return all[at + 1] ?? all[at - 1];
}

/**
 * What stands in sight stays where it is while somebody points at it: rows keep their places, those that went away stay until the
 * pointer leaves, and new ones wait.
 */
export function heldStill(shown: readonly Item[], fresh: readonly Item[]): { items: Item[]; waiting: number } {
  const now = new Map(fresh.map((item) => [item.id, item]));
  const known = new Set(shown.map((item) => item.id));
  return { items: shown.map((item) => now.get(item.id) ?? item), waiting: fresh.filter((item) => !known.has(item.id)).length };
}

/** A filter for one kind is the server's; for a group of one kind too. */
export function kindAsked(group: Group | "all"): string | undefined {
  const kinds = group === "all" ? [] : kindsOf(group);
  return kinds.length === 1 ? kinds[0] : undefined;
}
