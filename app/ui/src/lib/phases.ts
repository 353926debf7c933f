// How a visit stands, as a colour and an icon; the word is the code's own.
import type { Tone } from "$kit/tone.ts";
import Ban from "@lucide/svelte/icons/ban";
import Check from "@lucide/svelte/icons/check";
import CheckCheck from "@lucide/svelte/icons/check-check";
import Circle from "@lucide/svelte/icons/circle";
import CircleDot from "@lucide/svelte/icons/circle-dot";
import MapPin from "@lucide/svelte/icons/map-pin";
import Navigation from "@lucide/svelte/icons/navigation";
import Pause from "@lucide/svelte/icons/pause";
import Play from "@lucide/svelte/icons/play";
import RotateCcw from "@lucide/svelte/icons/rotate-ccw";
import TriangleAlert from "@lucide/svelte/icons/triangle-alert";
import type { Component } from "svelte";
import type { Type } from "../door/door.ts";

type VisitStatus = Type<"VisitStatus">;

const LOOKS: Record<VisitStatus, { tone: Tone; icon: Component }> = {
  planned: { tone: "planned", icon: Circle },
  accepted: { tone: "planned", icon: CircleDot },
  confirmed: { tone: "planned", icon: CircleDot },
  travelling: { tone: "under-way", icon: Navigation },
  on_site: { tone: "under-way", icon: MapPin },
  working: { tone: "under-way", icon: Play },
  paused: { tone: "waiting", icon: Pause },
  finished: { tone: "done", icon: Check },
  reviewed: { tone: "done", icon: CheckCheck },
  not_completed: { tone: "attention", icon: TriangleAlert },
  second_visit_needed: { tone: "waiting", icon: RotateCcw },
  returned: { tone: "attention", icon: RotateCcw },
  cancelled: { tone: "quiet", icon: Ban },
  unknown: { tone: "quiet", icon: Circle },
};

export function lookOf(status: VisitStatus) {
  return LOOKS[status] ?? LOOKS.unknown;
}

/** The engineer is on it now. */
export function isUnderWay(status: VisitStatus): boolean {
  return ["travelling", "on_site", "working", "paused"].includes(status);
}

/** Nothing more is expected of the engineer. */
export function hasEnded(status: VisitStatus): boolean {
  return ["finished", "reviewed", "not_completed", "second_visit_needed", "cancelled"].includes(status);
}
