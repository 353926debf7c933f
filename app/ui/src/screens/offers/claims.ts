// Claims that were made on this phone, and what became of them.
import type { Schemas } from "../../door/door.ts";

export interface Claimed {
  order: string;
  number: string;
  title: string;
}

/** More than anybody looks back to. */
const KEPT_MAX = 20;

export function withClaim(claims: readonly Claimed[], claim: Claimed): Claimed[] {
  return [claim, ...withoutClaim(claims, claim.order)].slice(0, KEPT_MAX);
}

export function withoutClaim(claims: readonly Claimed[], order: string): Claimed[] {
  return claims.filter((claim) => claim.order !== order);
}

export type Fate = { is: "mine" } | { is: "others"; to: string | null } | { is: "withdrawn" };

type Order = Pick<Schemas["WorkOrderView"], "claim_confirmations" | "lead">;

/** What became of a claim once its order is no longer offered; `null` is an order that has left this phone. */
export function fateOfClaim(order: Order | null, me: string): Fate {
  if (order === null) return { is: "others", to: null };
  const confirmed = order.claim_confirmations.filter((one) => !one.is_in_review).at(-1);
  if (confirmed) return confirmed.user === me ? { is: "mine" } : { is: "others", to: confirmed.user };
  if (order.lead === me) return { is: "mine" };
  return order.lead ? { is: "others", to: order.lead } : { is: "withdrawn" };
}
