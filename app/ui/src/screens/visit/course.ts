// What the main press of a visit is: always the sensible next thing, in the order in which the core allows it. What the customer
// signed is not written to any more, so whatever belongs into the report comes before the signature.
import type { Id, Type } from "../../door/door.ts";
import { hasEnded } from "../../lib/phases.ts";
import { isInConflict, nextOpen, type Step, toBeDone } from "./steps.ts";

export type Course =
  /** One of the presses on the way, as the card has it. */
  | { to: "press" }
  | { to: "step"; step: Step }
  /** Two engineers answered it differently. */
  | { to: "conflict"; step: Step }
  | { to: "missing" }
  | { to: "findings" }
  | { to: "charges" }
  | { to: "acceptance" }
  | { to: "finish" }
  | { to: "rating" }
  | { to: "today" }
  /** A helper has done everything; the lead ends the visit. */
  | { to: "lead" }
  /** Somebody who reads along. */
  | { to: "nothing" };

export interface Known {
  me: Id | null | undefined;
  payer: Type<"Payer"> | undefined;
  hasQuestionnaire: boolean;
  /** Steps that need no answer and were passed over. */
  skipped: readonly Id[];
}

/** A report that was put before the customer, whatever came of it. */
export function reportSignature({ visit }: Type<"VisitDetail">) {
  return visit.signatures.filter((signature) => signature.over === "report" && !signature.is_in_review).at(-1);
}

/** From then on corrections are amendments. */
export function isSigned({ visit }: Type<"VisitDetail">): boolean {
  return visit.signatures.some((signature) => signature.over === "report" && signature.outcome === "signed" && !signature.is_in_review);
}

/** Whoever moves the visit: its lead, or anybody where nobody was assigned. */
export function isLead({ card, visit }: Type<"VisitDetail">): boolean {
  return card.is_lead || visit.lead === null;
}

export function mayWork(detail: Type<"VisitDetail">, me: Id | null | undefined): boolean {
  return isLead(detail) || (me != null && detail.visit.helpers.includes(me));
}

const hasFinding = ({ visit }: Type<"VisitDetail">) => visit.findings.some((finding) => finding.is_current);
const hasCharges = ({ visit }: Type<"VisitDetail">) => visit.charges.some((charges) => charges.is_current);

export function course(detail: Type<"VisitDetail">, known: Known): Course {
  const { card, visit } = detail;
  if (!mayWork(detail, known.me)) return { to: "nothing" };
  if (hasEnded(card.status)) return afterTheEnd(detail, known);
  // A helper at work has no press that comes next, but steps; the end is the lead's.
  if (card.next_press !== "finish" && card.status !== "working") return card.next_press === null ? { to: "today" } : { to: "press" };
  const step = nextOpen(detail.steps, known.skipped);
  if (step && !isSigned(detail)) return { to: "step", step };
  const inConflict = toBeDone(detail.steps).find(isInConflict);
  if (inConflict && !isSigned(detail)) return { to: "conflict", step: inConflict };
  if (!isLead(detail)) return { to: "lead" };
  if (isSigned(detail)) return { to: "finish" };
  if (detail.missing.length > 0) return { to: "missing" };
  if (["repair", "replace"].includes(card.kind ?? "") && !hasFinding(detail)) return { to: "findings" };
  if (known.payer === "customer" && !hasCharges(detail)) return { to: "charges" };
  if (!reportSignature(detail)) return { to: "acceptance" };
  return visit.has_ended ? { to: "today" } : { to: "finish" };
}

function afterTheEnd(detail: Type<"VisitDetail">, { hasQuestionnaire }: Known): Course {
  const { card, visit } = detail;
  if (!isLead(detail) || card.status === "cancelled" || card.status === "reviewed") return { to: "today" };
  const wasThere = visit.reached_ms.working !== undefined;
  if (wasThere && !reportSignature(detail)) return { to: "acceptance" };
  const isRated = visit.ratings.some((rating) => !rating.is_in_review);
  if (card.status === "finished" && hasQuestionnaire && !isRated) return { to: "rating" };
  return { to: "today" };
}
