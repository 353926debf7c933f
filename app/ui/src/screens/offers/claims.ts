// Claims that were made on this phone, and what became of them.
import type { Answer, Schemas } from "../../door/door.ts";

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

export type Fate = { is: "mine" } | { is: "others"; to: string | null; atMs: number | null } | { is: "withdrawn" } | { is: "too_late" };

type Order = Pick<Schemas["WorkOrderView"], "claim_confirmations" | "lead">;

type Lost = Pick<Answer<"lost_claims">[number], "why" | "user" | "at_ms">;

/** What became of a claim once its order is no longer offered; `null` is an order that has left this phone. The server tells who has it. */
export function fateOfClaim(order: Order | null, me: string, lost?: Lost): Fate {
  const confirmed = order?.claim_confirmations.filter((one) => !one.is_in_review).at(-1);
  if (confirmed) return confirmed.user === me ? { is: "mine" } : { is: "others", to: confirmed.user, atMs: confirmed.at_ms };
  if (order && order.lead === me) return { is: "mine" };
  if (lost?.why === "withdrawn") return { is: "withdrawn" };
  if (lost?.why === "too_late") return { is: "too_late" };
  if (lost) return { is: "others", to: lost.user, atMs: lost.at_ms };
  if (order === null) return { is: "others", to: null, atMs: null };
  return order.lead ? { is: "others", to: order.lead, atMs: null } : { is: "withdrawn" };
}

/** Claims that the server has answered with no, and that were not put away yet. */
export function lostOf<L extends { work_order: string }>(claims: readonly Claimed[], lost: readonly L[], offered: readonly { work_order: string }[]): L[] {
  return lost.filter(({ work_order }) => claims.some(({ order }) => order === work_order) && !offered.some((offer) => offer.work_order === work_order));
}
