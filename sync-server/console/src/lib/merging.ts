// Two people changed the same record: what each changed is kept, and only what both changed differently is asked.

export interface Clash {
  /** Name of the field. */
  field: string;
  mine: unknown;
  theirs: unknown;
}

export interface Merged<T> {
  /** Everything that only one of the two changed, and of the rest what was typed here. */
  body: T;
  clashes: Clash[];
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** `base` is what both started from. */
export function merged<T extends object>(base: T, theirs: T, mine: T): Merged<T> {
  const body = { ...theirs } as Record<string, unknown>;
  const clashes: Clash[] = [];
  const value = (of: T, field: string) => (of as Record<string, unknown>)[field];
  for (const field of new Set([...Object.keys(base), ...Object.keys(theirs), ...Object.keys(mine)])) {
    const [was, other, own] = [value(base, field), value(theirs, field), value(mine, field)];
    if (same(was, own)) continue;
    body[field] = own;
    if (!same(was, other) && !same(other, own)) clashes.push({ field, mine: own, theirs: other });
  }
  return { body: body as T, clashes };
}
