// Filters that somebody named: the questions of the address, kept by the browser.

export interface Saved {
  name: string;
  /** As in an address, without what only says where one stands. */
  query: string;
}

const KEYS = ["only", "q", "kind", "priority", "status", "assignee", "customer", "site"] as const;

/** What of an address is a filter, in one spelling. */
export function filterOf(asked: URLSearchParams): string {
  const kept = new URLSearchParams();
  for (const key of KEYS) {
    const value = asked.get(key);
    if (value) kept.set(key, value);
  }
  return kept.toString();
}

/** Under a name that is taken it takes the place of the other. */
export function withSaved(all: readonly Saved[], one: Saved): Saved[] {
  const name = one.name.trim();
  if (!name) return [...all];
  return [...all.filter((other) => other.name !== name), { ...one, name }].sort((a, b) => a.name.localeCompare(b.name));
}
