// Why work stands still, in words.
import CalendarClock from "@lucide/svelte/icons/calendar-clock";
import CloudRain from "@lucide/svelte/icons/cloud-rain";
import Coffee from "@lucide/svelte/icons/coffee";
import DoorClosed from "@lucide/svelte/icons/door-closed";
import Ellipsis from "@lucide/svelte/icons/ellipsis";
import Package from "@lucide/svelte/icons/package";
import UserRound from "@lucide/svelte/icons/user-round";
import UsersRound from "@lucide/svelte/icons/users-round";
import type { Component } from "svelte";
import type { Type } from "../../door/door.ts";

export const PAUSES: readonly { kind: Type<"PauseKind">; words: string; icon: Component }[] = [
  { kind: "parts", words: "visit-pause-parts", icon: Package },
  { kind: "customer", words: "visit-pause-customer", icon: UserRound },
  { kind: "access", words: "visit-pause-access", icon: DoorClosed },
  { kind: "colleague", words: "visit-pause-colleague", icon: UsersRound },
  { kind: "weather", words: "visit-pause-weather", icon: CloudRain },
  { kind: "break", words: "visit-pause-break", icon: Coffee },
  { kind: "end_of_day", words: "visit-pause-end-of-day", icon: CalendarClock },
  { kind: "other", words: "visit-pause-other", icon: Ellipsis },
];

/** Of the pause that lasts; nothing where none does. */
export function pauseOf({ presses }: Type<"VisitView">): { words: string; reason: string | null } | undefined {
  const last = presses.filter((press) => !press.is_illegal && !press.is_in_review && !press.is_taken_back && press.press !== "take_back").at(-1);
  if (last?.press !== "pause") return undefined;
  return { words: PAUSES.find(({ kind }) => kind === last.pause)?.words ?? "visit-pause-other", reason: last.reason };
}
