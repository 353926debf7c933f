// Why a unit does not count: what the server said, in words.
import { label, t } from "$kit/words/words.svelte.ts";
import type { Id } from "../../door/door.ts";
import { count, shape, text } from "./intent.ts";

const REFUSED: Readonly<Record<string, string>> = {
  structure: "sync-refused-structure",
  too_large: "sync-refused-too-large",
  unknown_path: "sync-refused-unknown-path",
  forbidden: "sync-refused-forbidden",
  other_author: "sync-refused-other-author",
  id_taken: "sync-refused-id-taken",
  not_found: "sync-refused-not-found",
  immutable: "sync-refused-immutable",
  illegal_transition: "sync-refused-illegal-transition",
  missing: "sync-refused-missing",
  out_of_range: "sync-refused-out-of-range",
  wrong_shape: "sync-refused-wrong-shape",
  not_holder: "sync-refused-not-holder",
  frozen: "sync-refused-frozen",
  signed: "sync-refused-signed",
  wrong_server: "sync-refused-wrong-server",
  revoked: "sync-refused-revoked",
  erased: "sync-refused-erased",
  quota_exceeded: "sync-refused-quota-exceeded",
  document_full: "sync-refused-document-full",
  stale: "sync-refused-stale",
};

const REVIEW: Readonly<Record<string, string>> = {
  no_longer_assigned: "sync-review-no-longer-assigned",
  no_longer_in_scope: "sync-review-no-longer-in-scope",
  after_cancelled: "sync-review-after-cancelled",
  after_reviewed: "sync-review-after-reviewed",
  custody_lost: "sync-review-custody-lost",
  rights_lost: "sync-review-rights-lost",
  signed: "sync-review-signed",
  late: "sync-review-late",
  sent_again: "sync-review-sent-again",
  revoked: "sync-review-revoked",
};

/** A reason for review. */
export function whyKept(reason: string): string {
  return t(REVIEW[reason] ?? "sync-review-unknown");
}

/** A refusal, with the field it is about where people have a word for it. */
export function whyRefused(code: string, path: string): string {
  const sentence = t(REFUSED[code] ?? "sync-refused-unknown");
  const part = path
    .split(/[.\]]/)
    .reverse()
    .find((part) => part !== "" && label(part) !== part.replaceAll("_", " "));
  const said = part ? label(part) : "";
  const named = said.charAt(0).toLocaleUpperCase() + said.slice(1);
  return named ? t("sync-refused-about", { why: sentence, what: named }) : sentence;
}

/** The office had it before it, and somebody left it out; nothing where it was no person. */
export function leftOut(state: string, outcome: unknown): { by: Id | undefined; atMs: number | undefined } | undefined {
  const { code, by, at_ms } = shape(outcome);
  return state === "rejected" && code === "set_aside" ? { by: text(by) || undefined, atMs: count(at_ms) } : undefined;
}

/** What the server said of a unit that is `rejected` or in `review`; empty for one that waits. */
export function why(state: string, outcome: unknown): string {
  if (state === "review") return whyKept(text(outcome));
  if (state !== "rejected") return "";
  const { code, path, detail } = shape(outcome);
  if (code === "set_aside") return t("sync-set-aside", { why: text(detail) || t("sync-set-aside-silent") });
  return whyRefused(text(code), text(path));
}
