// Two people changed the same thing from the same beginning: what only one of them changed is taken from each, and only what both
// changed differently is for a person to choose.
import { inserted } from "./writing/lists.ts";
import { isSame } from "./writing/same.ts";

export interface Clash {
  /** The field; `photo.quality` where it was looked for within; the list where one took out what the other changed. */
  field: string;
  /** The item of a list it is in. */
  item: string | null;
  mine: unknown;
  theirs: unknown;
}

export interface Merged<T> {
  /** Holds mine wherever both changed the same. */
  body: T;
  clashes: Clash[];
}

export interface How {
  /** Fields within objects are fields of their own. Lists stay whole: what was moved in them cannot be told from what was changed. */
  isDeep?: boolean;
  /** The same of these objects alone. */
  within?: readonly string[];
  /** The list whose items have ids: they are merged one by one, in an order that both would know again. */
  items?: string;
}

type Fields = Record<string, unknown>;
type Item = Fields & { id: string };

const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);

/** `base` is what both began with; what only a newer server knows stays. */
export function merged<T extends object>(base: T, theirs: T, mine: T, how: How = {}): Merged<T> {
  const clashes: Clash[] = [];
  const of = { base: base as Fields, theirs: theirs as Fields, mine: mine as Fields };
  const body = fieldsOf(of, how, "", null, clashes);
  if (how.items) body[how.items] = itemsOf(of, how.items, clashes);
  return { body: body as T, clashes };
}

/** A clash settled for the other's value. */
export function withTheirs<T extends object>(body: T, { field, item, theirs }: Clash, how: How = {}): T {
  const items = how.items ? ((body as Fields)[how.items] as Item[] | undefined) : undefined;
  if (item === null || !how.items || !items) return put(body as Fields, field.split("."), theirs) as T;
  if (field !== how.items) return { ...body, [how.items]: items.map((one) => (one.id === item ? { ...one, [field]: theirs } : one)) };
  const others = items.filter(({ id }) => id !== item);
  const at = items.findIndex(({ id }) => id === item);
  return { ...body, [how.items]: theirs ? inserted(others, at < 0 ? others.length : at, theirs as Item) : others };
}

function put(body: Fields, [key = "", ...rest]: string[], value: unknown): Fields {
  return { ...body, [key]: rest.length ? put(isObject(body[key]) ? body[key] : {}, rest, value) : value };
}

interface Three {
  base: Fields;
  theirs: Fields;
  mine: Fields;
}

function fieldsOf({ base, theirs, mine }: Three, how: How, before: string, item: string | null, clashes: Clash[]): Fields {
  const body: Fields = { ...theirs };
  for (const key of new Set([...Object.keys(base), ...Object.keys(theirs), ...Object.keys(mine)])) {
    const [was, their, my] = [base[key], theirs[key], mine[key]];
    if (key === how.items || isSame(my, was)) continue;
    body[key] = my;
    if (isSame(their, was) || isSame(my, their)) continue;
    const field = `${before}${key}`;
    if ((how.isDeep || how.within?.includes(field)) && isObject(my) && isObject(their)) {
      body[key] = fieldsOf({ base: isObject(was) ? was : {}, theirs: their, mine: my }, how, `${field}.`, item, clashes);
    } else clashes.push({ field, item, mine: my, theirs: their });
  }
  return body;
}

function itemsOf(of: Three, list: string, clashes: Clash[]): Item[] {
  const [base, theirs, mine] = [of.base, of.theirs, of.mine].map((body) => (body[list] ?? []) as Item[]) as [Item[], Item[], Item[]];
  const [was, other, own] = [base, theirs, mine].map((items) => new Map(items.map((item) => [item.id, item]))) as [Map<string, Item>, Map<string, Item>, Map<string, Item>];
  const orderOf = (items: readonly Item[]) => items.filter(({ id }) => was.has(id)).map(({ id }) => id);
  const hasOwnOrder = !isSame(orderOf(mine), orderOf(base).filter((id) => own.has(id)));
  const [first, second] = hasOwnOrder ? [mine, theirs] : [theirs, mine];
  return interleaved(first.map(({ id }) => id), second.map(({ id }) => id)).flatMap((id) => {
    const [before, here, there] = [was.get(id), own.get(id), other.get(id)];
    if (here && there) return [fieldsOf({ base: before ?? there, theirs: there, mine: here }, {}, "", id, clashes) as Item];
    const kept = here ?? there;
    if (!kept || !before) return kept ? [kept] : [];
    // One took it out: it stays where the other has changed it meanwhile and the taking out was not mine.
    if (isSame(kept, before)) return [];
    clashes.push({ field: list, item: id, mine: here ?? null, theirs: there ?? null });
    return here ? [here] : [];
  });
}

/** The first order, with what only the second has behind what it stands behind there. */
function interleaved(first: readonly string[], second: readonly string[]): string[] {
  const order = [...first];
  second.forEach((id, at) => {
    if (order.includes(id)) return;
    const behind = second.slice(0, at).filter((one) => order.includes(one)).at(-1);
    order.splice(behind === undefined ? 0 : order.indexOf(behind) + 1, 0, id);
  });
  return order;
}
