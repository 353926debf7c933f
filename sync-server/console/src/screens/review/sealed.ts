// How what was signed stands to what is there now, in icon, word and colour.
import type { Tone } from "$kit/tone.ts";
import type { Type } from "$api/api.ts";
import BadgeCheck from "@lucide/svelte/icons/badge-check";
import GitCompareArrows from "@lucide/svelte/icons/git-compare-arrows";
import Hourglass from "@lucide/svelte/icons/hourglass";
import PenLine from "@lucide/svelte/icons/pen-line";
import PenOff from "@lucide/svelte/icons/pen-off";
import type { Component } from "svelte";

export const SEALED: Readonly<Record<Type<"SignatureState">, { tone: Tone; icon: Component; words: string }>> = {
  valid: { tone: "done", icon: BadgeCheck, words: "review-signed-unchanged" },
  amended: { tone: "waiting", icon: PenLine, words: "review-signed-added" },
  superseded: { tone: "waiting", icon: PenLine, words: "review-signed-again" },
  signed_differs: { tone: "attention", icon: GitCompareArrows, words: "review-signed-differs" },
  in_review: { tone: "waiting", icon: Hourglass, words: "review-signed-in-review" },
  not_signed: { tone: "waiting", icon: PenOff, words: "review-not-signed" },
};
