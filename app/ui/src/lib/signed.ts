// Whether the customer has signed, and what.
import type { Id, Type } from "../door/door.ts";

type Seen = Pick<Type<"VisitView">, "signatures">;

/** From then on the signed state stands: a correction is an amendment. Over a quote or a step the work goes on. */
export function isReportSigned({ signatures }: Seen): boolean {
  return signatures.some((signature) => signature.over === "report" && signature.outcome === "signed" && !signature.is_in_review);
}

/** The newest answer of the customer to a quote. */
export function answerToQuote({ signatures }: Seen, quote: Id): Seen["signatures"][number] | undefined {
  return signatures.filter((signature) => signature.over === "quote" && signature.entry === quote).at(-1);
}
