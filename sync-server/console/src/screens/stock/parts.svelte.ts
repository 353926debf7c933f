// The catalogue as screens need it beside ids: units, codes, how pieces are told apart. Asked for in one go, and kept.
import { ask, type Id } from "$api/api.ts";
import { live } from "$api/live.svelte.ts";
import { unitName } from "$kit/words/format.ts";
import { SvelteMap } from "svelte/reactivity";
import { isOn, type Part } from "./stock.ts";

const PAGE = 200;
const PAGES_MAX = 5;
/** From so many at once on, the list is cheaper than each. */
const FEW = 4;
const HITS = 10;

const known = new SvelteMap<Id, Part>();
const asked = new Set<Id>();
let waiting = new Set<Id>();
let gathering: ReturnType<typeof setTimeout> | undefined;
let isListed = false;

function gather(id: Id) {
  waiting.add(id);
  gathering ??= setTimeout(() => {
    gathering = undefined;
    const ids = [...waiting];
    waiting = new Set();
    void learn(ids);
  }, 10);
}

async function list() {
  isListed = true;
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer = await ask("/v1/records/{word}", { path: { word: "part" }, query: { limit: PAGE, cursor } });
    learned(answer.items);
    if (!answer.next) break;
    cursor = answer.next;
  }
}

async function learn(ids: readonly Id[]) {
  try {
    if (ids.length > FEW && !isListed) await list();
    await Promise.all(ids.filter((id) => !known.has(id)).map(one));
  } catch {
    // Asked again by whoever shows it next.
    isListed = false;
    for (const id of ids) if (!known.has(id)) asked.delete(id);
  }
}

async function one(id: Id): Promise<Part> {
  const item = await ask("/v1/records/{word}/{id}", { path: { word: "part", id } });
  learned([item]);
  return item.body as Part;
}

live.on((subjects) => {
  if (subjects === "all") return;
  for (const subject of subjects) if (subject.startsWith("part/") && asked.has(subject.slice(5))) void one(subject.slice(5)).catch(() => undefined);
});

/** What a list has read already. */
export function learned(items: readonly { id: Id; body: unknown }[]) {
  for (const { id, body } of items) {
    asked.add(id);
    known.set(id, body as Part);
  }
}

/** `undefined` until it is known. */
export function partOf(id: Id): Part | undefined {
  if (!asked.has(id)) {
    asked.add(id);
    gather(id);
  }
  return known.get(id);
}

export const unitOf = (id: Id) => partOf(id)?.base_unit ?? "";
export const unitSaid = (id: Id) => unitName(unitOf(id));

/** The part that a number or a printed code means; `undefined` where none or several have it. @throws {Failed} */
export async function findPart(code: string): Promise<Id | undefined> {
  const here = [...known].filter(([, part]) => !part.is_retired && isOn(part, code));
  if (here.length === 1) return here[0]?.[0];
  const { items } = await ask("/v1/search", { query: { q: code, word: "part", limit: HITS } });
  const read = await Promise.all(items.map(async ({ id }) => [id, known.get(id) ?? (await one(id))] as const));
  const exact = read.filter(([, part]) => isOn(part, code));
  return exact.length === 1 ? exact[0]?.[0] : undefined;
}

/** @throws {Failed} */
export async function readPart(id: Id): Promise<Part> {
  return known.get(id) ?? one(id);
}
