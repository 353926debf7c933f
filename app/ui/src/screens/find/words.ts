// What can be found, and how each kind of it looks in a list.
import BookOpen from "@lucide/svelte/icons/book-open";
import Building2 from "@lucide/svelte/icons/building-2";
import ClipboardList from "@lucide/svelte/icons/clipboard-list";
import Contact from "@lucide/svelte/icons/contact";
import File from "@lucide/svelte/icons/file";
import ListChecks from "@lucide/svelte/icons/list-checks";
import MapPin from "@lucide/svelte/icons/map-pin";
import Megaphone from "@lucide/svelte/icons/megaphone";
import Package from "@lucide/svelte/icons/package";
import PackageOpen from "@lucide/svelte/icons/package-open";
import Ruler from "@lucide/svelte/icons/ruler";
import MonitorCog from "@lucide/svelte/icons/monitor-cog";
import TriangleAlert from "@lucide/svelte/icons/triangle-alert";
import Truck from "@lucide/svelte/icons/truck";
import User from "@lucide/svelte/icons/user";
import type { Component } from "svelte";
import type { Answer } from "../../door/door.ts";
import { wordOf } from "../../lib/subject.ts";

export type Hit = Answer<"search">[number];

const ICONS: Record<string, Component> = {
  device: MonitorCog,
  work_order: ClipboardList,
  visit: ClipboardList,
  part: Package,
  part_request: PackageOpen,
  article: BookOpen,
  bulletin: Megaphone,
  procedure: ListChecks,
  fault_code: TriangleAlert,
  customer: Building2,
  site: MapPin,
  contact: Contact,
  user: User,
  tool: Ruler,
  stock_location: Truck,
};

export function iconOf(word: string): Component {
  return ICONS[word] ?? File;
}

/** Words of which a list shows so many before the rest is asked for. */
const SHOWN_OF_EACH = 5;

export type FindRow =
  | { kind: "head"; key: string; word: string; count: number }
  | { kind: "hit"; key: string; hit: Hit; isFirst: boolean; isLast: boolean }
  | { kind: "all"; key: string; word: string; count: number };

/** Hits grouped by word, the word of the best hit first; of one word alone all of them. */
export function rowsOf(hits: readonly Hit[], isOneWord: boolean): FindRow[] {
  const groups = new Map<string, Hit[]>();
  for (const hit of hits) {
    const word = wordOf(hit.subject);
    const group = groups.get(word);
    if (group) group.push(hit);
    else groups.set(word, [hit]);
  }
  return [...groups].flatMap(([word, found]) => {
    const shown = isOneWord ? found : found.slice(0, SHOWN_OF_EACH);
    const rows: FindRow[] = shown.map((hit, at) => ({
      kind: "hit",
      key: hit.subject,
      hit,
      isFirst: at === 0,
      isLast: at === found.length - 1,
    }));
    const head: FindRow = { kind: "head", key: `head/${word}`, word, count: found.length };
    return found.length > shown.length ? [head, ...rows, { kind: "all", key: `all/${word}`, word, count: found.length }] : [head, ...rows];
  });
}
