// What each place has of one part.
import type { Id } from "$api/api.ts";

interface OfPart {
  location: Id;
  condition: string;
  quantity: number;
}

export interface Place {
  location: Id;
  kind: string;
  quantity: number;
}

export const isOwnKind = (kind: string) => kind === "warehouse" || kind === "van" || kind === "in_transit";
const ORDER = ["warehouse", "van", "in_transit"];

/** Without what is broken; warehouses before vans, more before less. */
export function byPlace(balances: readonly OfPart[], kindOf: (location: Id) => string): Place[] {
  const sums = new Map<Id, number>();
  for (const { location, condition, quantity } of balances) if (condition !== "defective") sums.set(location, (sums.get(location) ?? 0) + quantity);
  const rank = (kind: string) => (ORDER.includes(kind) ? ORDER.indexOf(kind) : ORDER.length);
  return [...sums].map(([location, quantity]) => ({ location, kind: kindOf(location), quantity })).sort((one, other) => rank(one.kind) - rank(other.kind) || other.quantity - one.quantity);
}
