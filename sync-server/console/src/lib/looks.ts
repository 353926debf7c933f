// How states look: icon and colour beside the word. One table for orders, visits and requests, whose words mean the same everywhere.
import type { Tone } from "$kit/tone.ts";
import Ban from "@lucide/svelte/icons/ban";
import Check from "@lucide/svelte/icons/check";
import CheckCheck from "@lucide/svelte/icons/check-check";
import Circle from "@lucide/svelte/icons/circle";
import CircleDot from "@lucide/svelte/icons/circle-dot";
import Copy from "@lucide/svelte/icons/copy";
import Hand from "@lucide/svelte/icons/hand";
import Inbox from "@lucide/svelte/icons/inbox";
import MapPin from "@lucide/svelte/icons/map-pin";
import Navigation from "@lucide/svelte/icons/navigation";
import Pause from "@lucide/svelte/icons/pause";
import Play from "@lucide/svelte/icons/play";
import RotateCcw from "@lucide/svelte/icons/rotate-ccw";
import Truck from "@lucide/svelte/icons/truck";
import TriangleAlert from "@lucide/svelte/icons/triangle-alert";
import type { Component } from "svelte";

interface Look {
  tone: Tone;
  icon: Component;
}

const LOOKS: Record<string, Look> = {
  received: { tone: "waiting", icon: Inbox },
  new: { tone: "waiting", icon: Inbox },
  verified: { tone: "waiting", icon: CircleDot },
  offered: { tone: "offered", icon: Hand },
  scheduled: { tone: "planned", icon: CircleDot },
  planned: { tone: "planned", icon: CircleDot },
  accepted: { tone: "planned", icon: Check },
  confirmed: { tone: "planned", icon: CheckCheck },
  travelling: { tone: "under-way", icon: Navigation },
  on_site: { tone: "under-way", icon: MapPin },
  working: { tone: "under-way", icon: Play },
  under_way: { tone: "under-way", icon: Play },
  paused: { tone: "waiting", icon: Pause },
  follow_up: { tone: "attention", icon: RotateCcw },
  second_visit_needed: { tone: "attention", icon: RotateCcw },
  not_completed: { tone: "attention", icon: TriangleAlert },
  returned: { tone: "attention", icon: RotateCcw },
  finished: { tone: "done", icon: Check },
  done: { tone: "done", icon: Check },
  answered: { tone: "done", icon: Check },
  solved_remotely: { tone: "done", icon: Check },
  ordered: { tone: "planned", icon: CircleDot },
  reviewed: { tone: "done", icon: CheckCheck },
  closed: { tone: "quiet", icon: CheckCheck },
  duplicate: { tone: "quiet", icon: Copy },
  withdrawn: { tone: "quiet", icon: Ban },
  cancelled: { tone: "quiet", icon: Ban },
  requested: { tone: "waiting", icon: Inbox },
  approved: { tone: "planned", icon: Check },
  partly_issued: { tone: "planned", icon: Truck },
  issued: { tone: "under-way", icon: Truck },
  refused: { tone: "quiet", icon: Ban },
};
const UNKNOWN: Look = { tone: "quiet", icon: Circle };

export function lookOf(status: string | null | undefined): Look {
  return LOOKS[status ?? ""] ?? UNKNOWN;
}
