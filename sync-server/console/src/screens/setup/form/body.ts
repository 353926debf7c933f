// Values of a record by their paths, written as the server writes them where something is wrong: `stages[2].limit_minutes`.

export type Body = Record<string, unknown>;

export const isBody = (value: unknown): value is Body => typeof value === "object" && value !== null && !Array.isArray(value);

function keysOf(path: string): string[] {
  return path.split(/[.[\]]+/).filter(Boolean);
}

/** What stands at a path; nothing where the way ends before. */
export function at(body: unknown, path: string): unknown {
  let here: unknown = body;
  for (const key of keysOf(path)) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, key)) return undefined;
    here = (here as Body)[key];
  }
  return here;
}

/** Puts a value at a path; what is missing on the way is made. */
export function put(body: Body, path: string, value: unknown) {
  const keys = keysOf(path);
  const last = keys.pop();
  if (last === undefined) return;
  let here: Body = body;
  for (const key of keys) {
    if (typeof here[key] !== "object" || here[key] === null) here[key] = {};
    here = here[key] as Body;
  }
  here[last] = value;
}

export function textAt(body: unknown, path: string): string {
  const value = at(body, path);
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

export function listAt(body: unknown, path: string): unknown[] {
  const value = at(body, path);
  return Array.isArray(value) ? value : [];
}

/** A text in both languages. */
export function wordsAt(body: unknown, path: string): { zh?: string; en?: string } {
  const value = at(body, path);
  return isBody(value) ? (value as { zh?: string; en?: string }) : {};
}

/** The same in JSON; keys in any order, and what is empty as what is missing. */
export function isSame(a: unknown, b: unknown): boolean {
  return written(a) === written(b);
}

function written(value: unknown): string {
  return JSON.stringify(value ?? null, (_, held: unknown) => {
    if (!isBody(held)) return held;
    const filled = Object.entries(held).filter(([, one]) => one !== null && one !== undefined && one !== "");
    return Object.fromEntries(filled.sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
