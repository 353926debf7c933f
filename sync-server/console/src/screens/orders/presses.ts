// What may be done with an order where it stands, and by whom: the server's own table, so that nothing is offered that it refuses.
import type { Type } from "$api/api.ts";

export type View = Type<"Item_WorkOrderView">["body"];
export type Act = "verify" | "assign" | "offer" | "withdraw_offer" | "reschedule" | "close" | "cancel" | "reopen" | "decline";

const BEFORE_WORK = ["new", "verified", "offered", "scheduled", "accepted", "follow_up"];
const FROM: Record<Exclude<Act, "withdraw_offer">, readonly string[]> = {
  verify: ["new"],
  assign: [...BEFORE_WORK, "under_way", "paused"],
  offer: ["new", "verified", "offered", "scheduled", "follow_up"],
  reschedule: BEFORE_WORK,
  close: ["new", "verified", "offered", "scheduled", "follow_up", "done", "reviewed"],
  cancel: [...BEFORE_WORK, "under_way", "paused"],
  reopen: ["closed", "cancelled", "done", "reviewed"],
  decline: BEFORE_WORK,
};
/** In the order in which they are wanted. */
const ORDER: readonly Act[] = ["verify", "assign", "offer", "withdraw_offer", "reschedule", "close", "reopen", "decline", "cancel"];

type Offering = Pick<View, "offers" | "claims" | "claim_confirmations">;

/** The offer that is open now: the last that counts, unless it was taken back or somebody has it. */
export function openOffer({ offers, claims, claim_confirmations }: Offering): View["offers"][number] | undefined {
  const last = offers.filter((offer) => !offer.is_in_review).at(-1);
  if (!last || last.is_withdrawn) return undefined;
  const isTaken = claim_confirmations.some((confirmed) => {
    const claim = claims.find(({ id }) => id === confirmed.claim);
    return claim ? claim.offer === last.id : confirmed.at_ms >= last.at_ms;
  });
  return isTaken ? undefined : last;
}

export function legal(view: Offering & Pick<View, "status" | "lead">, roles: readonly string[]): Act[] {
  const isDispatcher = roles.includes("dispatcher");
  const isContractor = !isDispatcher && roles.includes("contractor_dispatcher");
  return ORDER.filter((act) => {
    if (isContractor) return (act === "assign" || act === "decline") && FROM[act].includes(view.status);
    if (!isDispatcher || act === "decline") return false;
    const isOffered = openOffer(view) !== undefined;
    if (act === "withdraw_offer") return isOffered;
    return FROM[act].includes(view.status) && !(act === "offer" && isOffered);
  });
}

/** What is most likely wanted next: what stands on the main button. */
export function next(view: Offering & Pick<View, "status" | "lead">, acts: readonly Act[]): Act | undefined {
  const wanted: Act[] = view.status === "done" || view.status === "reviewed" ? ["close"] : view.lead ? (view.status === "new" ? ["verify"] : []) : ["assign"];
  return wanted.find((act) => acts.includes(act));
}
