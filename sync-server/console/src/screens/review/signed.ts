// How what was signed stands to what is there now.
import type { Type } from "$api/api.ts";

type Signature = Type<"FactSeen_SignatureFact">;
export type Standing = "unchanged" | "beside" | "added" | "in_review" | "not_signed";

/** The newest signature under the report. */
export function reportSignature(signatures: readonly Signature[]): Signature | undefined {
  return signatures.filter((one) => one.over === "report").sort((a, b) => a.at_ms - b.at_ms).at(-1);
}

/**
 * `unchanged`: what was signed is what is there. `beside`: somebody recorded meanwhile what the signature does not cover. `added`:
 * something was added after it.
 */
export function standingOf(signature: Signature | undefined, visit: string, heads: readonly string[]): Standing {
  if (!signature || signature.outcome !== "signed") return "not_signed";
  if (signature.is_in_review) return "in_review";
  const signed = signature.documents.find((document) => document.word === "visit" && document.id === visit)?.heads ?? [];
  if (signed.every((head) => heads.includes(head))) return heads.length === signed.length ? "unchanged" : "beside";
  return "added";
}
