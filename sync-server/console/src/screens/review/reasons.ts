// Why a visit is looked at first, in icon, word and colour.
import type { Tone } from "$kit/tone.ts";
import Gauge from "@lucide/svelte/icons/gauge";
import GitCompareArrows from "@lucide/svelte/icons/git-compare-arrows";
import Hourglass from "@lucide/svelte/icons/hourglass";
import PenLine from "@lucide/svelte/icons/pen-line";
import PenOff from "@lucide/svelte/icons/pen-off";
import RotateCcw from "@lucide/svelte/icons/rotate-ccw";
import ThumbsDown from "@lucide/svelte/icons/thumbs-down";
import TriangleAlert from "@lucide/svelte/icons/triangle-alert";
import type { Component } from "svelte";
import type { Reason } from "./queue.ts";

interface Look {
  tone: Tone;
  icon: Component;
  /** Key of the catalogue. */
  words: string;
}

export const REASONS: Readonly<Record<Reason, Look>> = {
  out_of_limits: { tone: "attention", icon: Gauge, words: "review-reason-out-of-limits" },
  not_completed: { tone: "attention", icon: TriangleAlert, words: "review-reason-not-completed" },
  second_visit_needed: { tone: "attention", icon: RotateCcw, words: "review-reason-second-visit" },
  signed_differs: { tone: "attention", icon: PenLine, words: "review-reason-signed-differs" },
  not_accepted: { tone: "attention", icon: ThumbsDown, words: "review-reason-not-accepted" },
  conflict: { tone: "waiting", icon: GitCompareArrows, words: "review-reason-conflict" },
  late_work: { tone: "waiting", icon: Hourglass, words: "review-reason-late-work" },
  not_signed: { tone: "waiting", icon: PenOff, words: "review-reason-not-signed" },
};
