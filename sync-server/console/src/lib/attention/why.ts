// Why something that was sent does not count, or not yet: what the server said, in words.
import { capital } from "$kit/words/capital.ts";
import { label, t } from "$kit/words/words.svelte.ts";

const REFUSED: Readonly<Record<string, string>> = {
  structure: "desk-refused-structure",
  too_large: "desk-refused-too-large",
  unknown_path: "desk-refused-unknown-path",
  forbidden: "desk-refused-forbidden",
  other_author: "desk-refused-other-author",
  id_taken: "desk-refused-id-taken",
  not_found: "desk-refused-not-found",
  immutable: "desk-refused-immutable",
  illegal_transition: "desk-refused-illegal-transition",
  missing: "desk-refused-missing",
  out_of_range: "desk-refused-out-of-range",
  wrong_shape: "desk-refused-wrong-shape",
  not_holder: "desk-refused-not-holder",
  frozen: "desk-refused-frozen",
  signed: "desk-refused-signed",
  wrong_server: "desk-refused-wrong-server",
  revoked: "desk-refused-revoked",
  erased: "desk-refused-erased",
  quota_exceeded: "desk-refused-quota-exceeded",
  document_full: "desk-refused-document-full",
  stale: "desk-refused-stale",
};

const KEPT: Readonly<Record<string, string>> = {
  no_longer_assigned: "desk-kept-no-longer-assigned",
  no_longer_in_scope: "desk-kept-no-longer-in-scope",
  after_cancelled: "desk-kept-after-cancelled",
  after_reviewed: "desk-kept-after-reviewed",
  custody_lost: "desk-kept-custody-lost",
  rights_lost: "desk-kept-rights-lost",
  signed: "desk-kept-signed",
  late: "desk-kept-late",
  sent_again: "desk-kept-sent-again",
  revoked: "desk-kept-revoked",
};

/** Why it is kept apart until somebody decides. */
export function whyKept(reason: string): string {
  return t(KEPT[reason] ?? "desk-kept-unknown");
}

const ADVICE: Readonly<Record<string, string>> = {
  forbidden: "desk-todo-forbidden",
  other_author: "desk-todo-ask",
  illegal_transition: "desk-todo-state",
  immutable: "desk-todo-state",
  signed: "desk-todo-signed",
  not_holder: "desk-todo-van",
  frozen: "desk-todo-frozen",
  stale: "desk-todo-again",
  missing: "desk-todo-again",
  out_of_range: "desk-todo-again",
  wrong_shape: "desk-todo-again",
  not_found: "desk-todo-ask",
  document_full: "desk-todo-full",
  quota_exceeded: "desk-todo-full",
  revoked: "desk-todo-ask",
};

/** What is to be done about something that was refused. */
export function whatToDo(code: string): string {
  return t(ADVICE[code] ?? "desk-todo-ask");
}

/** Why it was refused, with what it is about where people have a word for that. */
export function whyRefused(code: string, path: string): string {
  const sentence = t(REFUSED[code] ?? "desk-refused-unknown");
  const part = path
    .split(/[.\]]/)
    .reverse()
    .find((part) => part !== "" && label(part) !== part.replaceAll("_", " "));
  return part ? t("desk-refused-about", { what: capital(label(part)), why: sentence }) : sentence;
}
