// What needs a decision, by its kind: its look, what it means, and who settles it.
import type { Tone } from "$kit/tone.ts";
import CircleAlert from "@lucide/svelte/icons/circle-alert";
import CircleX from "@lucide/svelte/icons/circle-x";
import ClipboardList from "@lucide/svelte/icons/clipboard-list";
import ClockAlert from "@lucide/svelte/icons/clock-alert";
import Copy from "@lucide/svelte/icons/copy";
import Gauge from "@lucide/svelte/icons/gauge";
import GitCompareArrows from "@lucide/svelte/icons/git-compare-arrows";
import Hand from "@lucide/svelte/icons/hand";
import Hourglass from "@lucide/svelte/icons/hourglass";
import ListX from "@lucide/svelte/icons/list-x";
import MessageCircleQuestionMark from "@lucide/svelte/icons/message-circle-question-mark";
import Package from "@lucide/svelte/icons/package";
import PenLine from "@lucide/svelte/icons/pen-line";
import QrCode from "@lucide/svelte/icons/qr-code";
import Scale from "@lucide/svelte/icons/scale";
import Smartphone from "@lucide/svelte/icons/smartphone";
import ThumbsDown from "@lucide/svelte/icons/thumbs-down";
import type { Component } from "svelte";
import { t } from "$kit/words/words.svelte.ts";

/** As it travels. */
export type Kind =
  | "field_conflict"
  | "entry_conflict"
  | "illegal_press"
  | "claim_conflict"
  | "late_work"
  | "signed_differs"
  | "refused"
  | "out_of_limits"
  | "proposed_correction"
  | "help_asked"
  | "stock_discrepancy"
  | "count_difference"
  | "code_conflict"
  | "field_device_forked"
  | "clock_jump"
  | "parts_wanted"
  | "not_accepted"
  | "likely_duplicate"
  | "given_declined"
  | "unassigned"
  | "unaccepted"
  | "not_set_out"
  | "promise_near"
  | "promise_missed"
  | "field_device_silent";

interface Look {
  icon: Component;
  tone: Tone;
  title: string;
  text: string;
  /** The lead may settle it for the own visit; else the office does. */
  isForLead: boolean;
}

const LOOKS: Readonly<Record<Kind, Look>> = {
  field_conflict: { icon: GitCompareArrows, tone: "attention", title: "attention-field-conflict", text: "attention-field-conflict-text", isForLead: true },
  entry_conflict: { icon: GitCompareArrows, tone: "attention", title: "attention-entry-conflict", text: "attention-entry-conflict-text", isForLead: true },
  illegal_press: { icon: ListX, tone: "waiting", title: "attention-illegal-press", text: "attention-illegal-press-text", isForLead: true },
  claim_conflict: { icon: Hand, tone: "attention", title: "attention-claim-conflict", text: "attention-claim-conflict-text", isForLead: false },
  late_work: { icon: Hourglass, tone: "waiting", title: "attention-late-work", text: "attention-late-work-text", isForLead: false },
  signed_differs: { icon: PenLine, tone: "attention", title: "attention-signed-differs", text: "attention-signed-differs-text", isForLead: false },
  refused: { icon: CircleX, tone: "attention", title: "attention-refused", text: "attention-refused-text", isForLead: true },
  out_of_limits: { icon: Gauge, tone: "attention", title: "attention-out-of-limits", text: "attention-out-of-limits-text", isForLead: true },
  proposed_correction: { icon: PenLine, tone: "planned", title: "attention-proposed-correction", text: "attention-proposed-correction-text", isForLead: false },
  help_asked: { icon: MessageCircleQuestionMark, tone: "waiting", title: "attention-help-asked", text: "attention-help-asked-text", isForLead: true },
  stock_discrepancy: { icon: Scale, tone: "waiting", title: "attention-stock-discrepancy", text: "attention-stock-discrepancy-text", isForLead: false },
  count_difference: { icon: ClipboardList, tone: "waiting", title: "attention-count-difference", text: "attention-count-difference-text", isForLead: false },
  code_conflict: { icon: QrCode, tone: "attention", title: "attention-code-conflict", text: "attention-code-conflict-text", isForLead: false },
  field_device_forked: { icon: Smartphone, tone: "attention", title: "attention-field-device-forked", text: "attention-field-device-forked-text", isForLead: false },
  clock_jump: { icon: ClockAlert, tone: "waiting", title: "attention-clock-jump", text: "attention-clock-jump-text", isForLead: false },
  parts_wanted: { icon: Package, tone: "waiting", title: "attention-parts-wanted", text: "attention-parts-wanted-text", isForLead: false },
  not_accepted: { icon: ThumbsDown, tone: "attention", title: "attention-not-accepted", text: "attention-not-accepted-text", isForLead: true },
  likely_duplicate: { icon: Copy, tone: "waiting", title: "attention-likely-duplicate", text: "attention-likely-duplicate-text", isForLead: false },
  given_declined: { icon: Hand, tone: "attention", title: "attention-given-declined", text: "attention-given-declined-text", isForLead: false },
  unassigned: { icon: ClockAlert, tone: "waiting", title: "attention-unassigned", text: "attention-unassigned-text", isForLead: false },
  unaccepted: { icon: ClockAlert, tone: "waiting", title: "attention-unaccepted", text: "attention-unaccepted-text", isForLead: false },
  not_set_out: { icon: ClockAlert, tone: "attention", title: "attention-not-set-out", text: "attention-not-set-out-text", isForLead: false },
  promise_near: { icon: Hourglass, tone: "waiting", title: "attention-promise-near", text: "attention-promise-near-text", isForLead: false },
  promise_missed: { icon: Hourglass, tone: "attention", title: "attention-promise-missed", text: "attention-promise-missed-text", isForLead: false },
  field_device_silent: { icon: Smartphone, tone: "waiting", title: "attention-field-device-silent", text: "attention-field-device-silent-text", isForLead: false },
};

/** Of a newer server: shown all the same, and left to the office. */
const OTHER: Look = { icon: CircleAlert, tone: "waiting", title: "attention-other", text: "attention-other-text", isForLead: false };

/** `text` is the key of a sentence with variables. */
export function lookOf(kind: string): Look {
  const look = LOOKS[kind as Kind] ?? OTHER;
  return { ...look, title: t(look.title) };
}
