// How a step stands, in icon, word and colour.
import type { Tone } from "$kit/tone.ts";
import Ban from "@lucide/svelte/icons/ban";
import Check from "@lucide/svelte/icons/check";
import CircleAlert from "@lucide/svelte/icons/circle-alert";
import CircleDashed from "@lucide/svelte/icons/circle-dashed";
import Minus from "@lucide/svelte/icons/minus";
import TriangleAlert from "@lucide/svelte/icons/triangle-alert";
import UsersRound from "@lucide/svelte/icons/users-round";
import type { Component } from "svelte";
import type { Stand } from "./steps.ts";

export const STANDS: Readonly<Record<Stand, { tone: Tone; icon: Component; words: string }>> = {
  outside: { tone: "attention", icon: TriangleAlert, words: "review-stand-outside" },
  conflict: { tone: "attention", icon: UsersRound, words: "review-two-answers" },
  fault: { tone: "attention", icon: TriangleAlert, words: "review-stand-fault" },
  missing: { tone: "attention", icon: CircleAlert, words: "review-stand-missing" },
  answered: { tone: "done", icon: Check, words: "review-stand-answered" },
  not_applicable: { tone: "quiet", icon: Minus, words: "review-stand-not-applicable" },
  optional: { tone: "quiet", icon: CircleDashed, words: "review-stand-optional" },
  not_to_be_done: { tone: "quiet", icon: Ban, words: "review-stand-not-to-be-done" },
};
