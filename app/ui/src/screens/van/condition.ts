// The state of a part on the shelf, as an icon, a word and a colour.
import type { Tone } from "$kit/tone.ts";
import CircleCheck from "@lucide/svelte/icons/circle-check";
import PackageX from "@lucide/svelte/icons/package-x";
import Recycle from "@lucide/svelte/icons/recycle";
import type { Component } from "svelte";
import type { Type } from "../../door/door.ts";
import { capital } from "$kit/words/capital.ts";
import { label } from "$kit/words/words.svelte.ts";

export type Condition = Type<"Condition">;

const LOOKS: Partial<Record<Condition, { tone: Tone; icon: Component }>> = {
  new: { tone: "done", icon: CircleCheck },
  good_used: { tone: "planned", icon: Recycle },
  defective: { tone: "attention", icon: PackageX },
};

export function conditionLook(condition: Condition) {
  return LOOKS[condition] ?? { tone: "quiet" as Tone, icon: CircleCheck };
}

export function conditionWord(condition: Condition): string {
  return capital(label(condition, "condition"));
}
