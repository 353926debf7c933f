// Whether two values of a record say the same. What is missing, null and empty is the same nothing.

type Fields = Record<string, unknown>;

export function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === "" || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.values(value).every(isNothing);
}

export function isSame(one: unknown, other: unknown): boolean {
  if (one === other || (isNothing(one) && isNothing(other))) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  if (Array.isArray(one)) {
    const others = other as unknown[];
    return one.length === others.length && one.every((value, at) => isSame(value, others[at]));
  }
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => isSame((one as Fields)[key], (other as Fields)[key]));
}

export interface Change<Key extends string = string> {
  field: Key;
  old: unknown;
  new: unknown;
}

/** The fields in which two records differ, in the given order. */
export function changes<T extends object, Key extends keyof T & string>(old: T, now: T, fields: readonly Key[]): Change<Key>[] {
  return fields.filter((field) => !isSame(old[field], now[field])).map((field) => ({ field, old: old[field], new: now[field] }));
}
