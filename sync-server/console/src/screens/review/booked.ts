// How a part that was used stands in the books, in icon, word and colour.
import type { Tone } from "$kit/tone.ts";
import type { Type } from "$api/api.ts";
import Check from "@lucide/svelte/icons/check";
import Hourglass from "@lucide/svelte/icons/hourglass";
import Minus from "@lucide/svelte/icons/minus";
import Scale from "@lucide/svelte/icons/scale";
import TriangleAlert from "@lucide/svelte/icons/triangle-alert";
import type { Component } from "svelte";

export const BOOKED: Readonly<Record<Type<"UsageState">, { tone: Tone; icon: Component; words: string }>> = {
  matched: { tone: "done", icon: Check, words: "review-booked" },
  not_stocked: { tone: "quiet", icon: Minus, words: "review-booked-not-stocked" },
  on_behalf: { tone: "waiting", icon: Scale, words: "review-booked-apart" },
  in_review: { tone: "waiting", icon: Hourglass, words: "review-booked-kept" },
  differs: { tone: "attention", icon: TriangleAlert, words: "review-booked-differs" },
  no_movement: { tone: "attention", icon: TriangleAlert, words: "review-booked-missing" },
};
