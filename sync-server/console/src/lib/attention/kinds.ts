// What needs a decision, by its kind: how it looks, what it means, what group it belongs to, and how much it presses.
import type { Tone } from "$kit/tone.ts";
import Ban from "@lucide/svelte/icons/ban";
import CalendarX from "@lucide/svelte/icons/calendar-x";
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
import Timer from "@lucide/svelte/icons/timer";
import UserX from "@lucide/svelte/icons/user-x";
import type { Component } from "svelte";

export type Group = "promises" | "conflicts" | "kept" | "quality" | "help" | "corrections" | "stock" | "phones";
export const GROUPS: Readonly<Record<Group, string>> = {
  promises: "desk-group-promises",
  conflicts: "desk-group-conflicts",
  kept: "desk-group-kept",
  quality: "desk-group-quality",
  help: "desk-group-help",
  corrections: "desk-group-corrections",
  stock: "desk-group-stock",
  phones: "desk-group-phones",
};

interface Look {
  icon: Component;
  tone: Tone;
  group: Group;
  /** Keys of the catalogue: what it is called, and a sentence with variables that says what happened. */
  title: string;
  text: string;
}

/** In the order in which they press. */
const LOOKS: Readonly<Record<string, Look>> = {
  promise_missed: { icon: Timer, tone: "attention", group: "promises", title: "desk-kind-promise-missed", text: "desk-say-promise-missed" },
  not_set_out: { icon: CalendarX, tone: "attention", group: "promises", title: "desk-kind-not-set-out", text: "desk-say-not-set-out" },
  given_declined: { icon: Ban, tone: "attention", group: "promises", title: "desk-kind-given-declined", text: "desk-say-given-declined" },
  unassigned: { icon: UserX, tone: "attention", group: "promises", title: "desk-kind-unassigned", text: "desk-say-unassigned" },
  promise_near: { icon: Timer, tone: "waiting", group: "promises", title: "desk-kind-promise-near", text: "desk-say-promise-near" },
  unaccepted: { icon: Hand, tone: "waiting", group: "promises", title: "desk-kind-unaccepted", text: "desk-say-unaccepted" },
  claim_conflict: { icon: Hand, tone: "attention", group: "conflicts", title: "desk-kind-claim-conflict", text: "desk-say-claim-conflict" },
  field_conflict: { icon: GitCompareArrows, tone: "attention", group: "conflicts", title: "desk-kind-field-conflict", text: "desk-say-field-conflict" },
  entry_conflict: { icon: GitCompareArrows, tone: "attention", group: "conflicts", title: "desk-kind-entry-conflict", text: "desk-say-entry-conflict" },
  code_conflict: { icon: QrCode, tone: "attention", group: "conflicts", title: "desk-kind-code-conflict", text: "desk-say-code-conflict" },
  likely_duplicate: { icon: Copy, tone: "waiting", group: "conflicts", title: "desk-kind-likely-duplicate", text: "desk-say-likely-duplicate" },
  illegal_press: { icon: ListX, tone: "waiting", group: "conflicts", title: "desk-kind-illegal-press", text: "desk-say-illegal-press" },
  signed_differs: { icon: PenLine, tone: "attention", group: "kept", title: "desk-kind-signed-differs", text: "desk-say-signed-differs" },
  late_work: { icon: Hourglass, tone: "waiting", group: "kept", title: "desk-kind-late-work", text: "desk-say-late-work" },
  refused: { icon: CircleX, tone: "attention", group: "kept", title: "desk-kind-refused", text: "desk-say-refused" },
  not_accepted: { icon: ThumbsDown, tone: "attention", group: "quality", title: "desk-kind-not-accepted", text: "desk-say-not-accepted" },
  out_of_limits: { icon: Gauge, tone: "attention", group: "quality", title: "desk-kind-out-of-limits", text: "desk-say-out-of-limits" },
  help_asked: { icon: MessageCircleQuestionMark, tone: "waiting", group: "help", title: "desk-kind-help-asked", text: "desk-say-help-asked" },
  proposed_correction: { icon: PenLine, tone: "planned", group: "corrections", title: "desk-kind-proposed-correction", text: "desk-say-proposed-correction" },
  stock_discrepancy: { icon: Scale, tone: "waiting", group: "stock", title: "desk-kind-stock-discrepancy", text: "desk-say-stock-discrepancy" },
  count_difference: { icon: ClipboardList, tone: "waiting", group: "stock", title: "desk-kind-count-difference", text: "desk-say-count-difference" },
  parts_wanted: { icon: Package, tone: "waiting", group: "stock", title: "desk-kind-parts-wanted", text: "desk-say-parts-wanted" },
  field_device_forked: { icon: Smartphone, tone: "attention", group: "phones", title: "desk-kind-field-device-forked", text: "desk-say-field-device-forked" },
  field_device_silent: { icon: Smartphone, tone: "waiting", group: "phones", title: "desk-kind-field-device-silent", text: "desk-say-field-device-silent" },
  clock_jump: { icon: ClockAlert, tone: "waiting", group: "phones", title: "desk-kind-clock-jump", text: "desk-say-clock-jump" },
};
const RANKS = Object.keys(LOOKS);
/** Of a newer server: shown all the same. */
const OTHER: Look = { icon: CircleAlert, tone: "waiting", group: "quality", title: "desk-kind-other", text: "desk-say-other" };

export function lookOfKind(kind: string): Look {
  return LOOKS[kind] ?? OTHER;
}

export const isKnownKind = (kind: string): boolean => kind in LOOKS;

export function rankOf(kind: string): number {
  const at = RANKS.indexOf(kind);
  return at < 0 ? RANKS.length : at;
}

export function kindsOf(group: Group): readonly string[] {
  return RANKS.filter((kind) => LOOKS[kind]?.group === group);
}
