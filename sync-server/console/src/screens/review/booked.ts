// How a part that was used stands in the books, in icon, word and colour.
import type { Tone } from "$kit/tone.ts";
import Check from "@lucide/svelte/icons/check";
import Hourglass from "@lucide/svelte/icons/hourglass";
import Scale from "@lucide/svelte/icons/scale";
import TriangleAlert from "@lucide/svelte/icons/triangle-alert";
import type { Component } from "svelte";
import type { Booked } from "./parts.ts";

export const BOOKED: Readonly<Record<Booked, { tone: Tone; icon: Component; words: string }>> = {
  booked: { tone: "done", icon: Check, words: "review-booked" },
  apart: { tone: "waiting", icon: Scale, words: "review-booked-apart" },
  kept: { tone: "waiting", icon: Hourglass, words: "review-booked-kept" },
  differs: { tone: "attention", icon: TriangleAlert, words: "review-booked-differs" },
  missing: { tone: "attention", icon: TriangleAlert, words: "review-booked-missing" },
};
