// What people call what they did, by the verbs of the core's commands, and the screen where each is done again.
import { idOf, pathOf } from "../../lib/subject.ts";
import { label, t } from "$kit/words/words.svelte.ts";
import { type Intent, subjectOf, subjectOfWord, valueOf } from "./intent.ts";

const WORDS: Readonly<Record<string, string>> = {
  accept: "sync-did-accept",
  confirm_with_customer: "sync-did-confirm-with-customer",
  depart: "sync-did-depart",
  arrive: "sync-did-arrive",
  start: "sync-did-start",
  pause: "sync-did-pause",
  resume: "sync-did-resume",
  finish: "sync-did-finish",
  cannot_complete: "sync-did-cannot-complete",
  second_visit_needed: "sync-did-second-visit-needed",
  take_back: "sync-did-take-back",
  claim: "sync-did-claim",
  decline: "sync-did-decline",
  hand_over: "sync-did-hand-over",
  new_order: "sync-did-new-order",
  remark_order: "sync-did-remark-order",
  answer_step: "sync-did-answer-step",
  record_finding: "sync-did-record-finding",
  record_time: "sync-did-record-time",
  record_expense: "sync-did-record-expense",
  write_note: "sync-did-write-note",
  withdraw_entries: "sync-did-withdraw-entries",
  add_photo: "sync-did-add-photo",
  ask_for_help: "sync-did-ask-for-help",
  reply_to_question: "sync-did-reply-to-question",
  record_charges: "sync-did-record-charges",
  offer_quote: "sync-did-offer-quote",
  record_payment: "sync-did-record-payment",
  sign_report: "sync-did-sign-report",
  sign_quote: "sync-did-sign-quote",
  sign_step: "sync-did-sign-step",
  sign_handover: "sync-did-sign-handover",
  rate_visit: "sync-did-rate-visit",
  use_part: "sync-did-use-part",
  take_back_part: "sync-did-take-back-part",
  request_parts: "sync-did-request-parts",
  accept_issued: "sync-did-accept-issued",
  accept_parcel: "sync-did-accept-parcel",
  return_parts: "sync-did-return-parts",
  count_van: "sync-did-count-van",
  hand_over_part: "sync-did-hand-over-part",
  take_over_part: "sync-did-take-over-part",
  new_device: "sync-did-new-device",
  bind_code: "sync-did-bind-code",
  release_code: "sync-did-release-code",
  fit_component: "sync-did-fit-component",
  read_meter: "sync-did-read-meter",
  record_failure: "sync-did-record-failure",
  record_lifecycle: "sync-did-record-lifecycle",
  remark_device: "sync-did-remark-device",
  propose_correction: "sync-did-propose-correction",
  decide_attention: "sync-did-decide-attention",
};

/** A verb in words; a newer app's shows as itself. */
export function deed(verb: string): string {
  const key = WORDS[verb];
  return key ? t(key) : label(verb);
}

const GIST_KEYS = ["text", "value", "reading", "reason", "note", "caption", "code", "title"];
const GIST_CHARS_MAX = 28;
/** Hashes and identities. */
const MACHINERY = /^([0-9a-f]{64}|[0-9A-HJKMNP-TV-Z]{26})$/;

/** A deed with the first words of what was written, to tell it from others of its kind. */
export function deedWithGist(intent: Intent): string {
  // The reason of a movement is a code.
  const facts = intent.facts.map((fact) => (fact.kind === "movement" ? { ...fact, body: { ...fact.body, reason: null } } : fact));
  const found = GIST_KEYS.map((key) => valueOf({ ...intent, facts }, key)).find((value) => value !== "" && !MACHINERY.test(value)) ?? "";
  const isAnswer = found === "yes" || found === "no" || found === "not_applicable";
  const gist = isAnswer ? label(found) : found.replace(/\s+/g, " ");
  const short = [...gist].length > GIST_CHARS_MAX ? `${[...gist].slice(0, GIST_CHARS_MAX).join("")}…` : gist;
  return [deed(intent.verb), short].filter(Boolean).join(" · ");
}

const OF_VISIT: Readonly<Record<string, string>> = {
  accept: "",
  depart: "",
  arrive: "",
  start: "",
  pause: "",
  resume: "",
  finish: "",
  cannot_complete: "",
  second_visit_needed: "",
  take_back: "",
  record_finding: "/findings",
  record_time: "/time",
  record_expense: "/time",
  write_note: "/notes",
  withdraw_entries: "",
  add_photo: "/photos",
  ask_for_help: "/help",
  reply_to_question: "/help",
  record_charges: "/charges",
  offer_quote: "/charges",
  record_payment: "/charges",
  sign_report: "/acceptance",
  sign_quote: "/charges",
  rate_visit: "/rating",
  use_part: "/parts/use",
  take_back_part: "/parts",
};

const OF_PLACE: Readonly<Record<string, string>> = {
  claim: "/offers",
  new_order: "/order/new",
  new_device: "/device/new",
  request_parts: "/van/request",
  return_parts: "/van/return",
  count_van: "/van/count",
  hand_over_part: "/van/hand-over",
  take_over_part: "/van/take-over",
  sign_handover: "/van",
  decide_attention: "/attention",
};

/** Where it can be done again; else what it is about. */
export function whereAgain(intent: Intent): string | undefined {
  const visit = subjectOfWord(intent, "visit");
  if (visit) {
    if (intent.verb === "confirm_with_customer") return `/job/${idOf(visit)}/confirm`;
    if (intent.verb === "hand_over" || intent.verb === "decline") return `/job/${idOf(visit)}/hand-over`;
    const step = valueOf(intent, "step");
    if ((intent.verb === "answer_step" || intent.verb === "sign_step") && step) return `${pathOf(visit)}/step/${step}`;
    const more = OF_VISIT[intent.verb];
    if (more !== undefined) return `${pathOf(visit)}${more}`;
  }
  const place = OF_PLACE[intent.verb];
  if (place) return place;
  const subject = subjectOf(intent);
  return subject ? pathOf(subject) : undefined;
}
