// What a scan is for, and what a code means there.
import Barcode from "@lucide/svelte/icons/barcode";
import ClipboardList from "@lucide/svelte/icons/clipboard-list";
import HandHelping from "@lucide/svelte/icons/hand-helping";
import KeyRound from "@lucide/svelte/icons/key-round";
import Package from "@lucide/svelte/icons/package";
import MonitorCog from "@lucide/svelte/icons/monitor-cog";
import type { Component } from "svelte";
import type { Id, Type } from "../../door/door.ts";

export type Read = Type<"CodeRead">;
export type Meaning = Type<"Meaning">;

export type Purpose =
  | { kind: "open" }
  /** Before this phone belongs to anybody: an invitation and nothing else. */
  | { kind: "enrol" }
  | { kind: "step"; visit: Id; step: Id }
  | { kind: "bind"; device: Id }
  | { kind: "part"; visit: Id }
  | { kind: "job"; visit: Id };

export interface Asked {
  for?: string;
  visit?: string;
  step?: string;
  device?: string;
}

/** The purpose that stands in the path; where something is missing in it, a scan opens what it finds. */
export function purposeOf({ for: what, visit, step, device }: Asked): Purpose {
  if (what === "step" && visit && step) return { kind: "step", visit, step };
  if (what === "bind" && device) return { kind: "bind", device };
  if (what === "part" && visit) return { kind: "part", visit };
  if (what === "enrol") return { kind: "enrol" };
  if (what === "job" && visit) return { kind: "job", visit };
  return { kind: "open" };
}

export const ICONS: Record<Meaning["kind"] | "nothing", Component> = {
  device: MonitorCog,
  part: Package,
  work_order: ClipboardList,
  hand_over: HandHelping,
  enrolment: KeyRound,
  nothing: Barcode,
};

/** The screen that shows what a code means. */
export function pathOf(meaning: Meaning, text: string): string {
  switch (meaning.kind) {
    case "device":
      return `/device/${meaning.device}`;
    case "part":
      return `/van?part=${meaning.part}`;
    case "work_order":
      return `/job/${meaning.work_order}`;
    case "hand_over":
      return `/van/take-over?text=${encodeURIComponent(text)}`;
    case "enrolment":
      return `/enrol?link=${encodeURIComponent(text)}`;
  }
}

/** One thing and no doubt. */
export function onlyMeaning(read: Read): Meaning | undefined {
  return read.meanings.length === 1 ? read.meanings[0] : undefined;
}

/** Whether codes mean the same device: two labels of one machine are no question. */
export function sameDevice(reads: readonly Read[]): Meaning | undefined {
  const devices = reads.map(onlyMeaning).filter((meaning) => meaning?.kind === "device");
  const [first] = devices;
  const isSame = devices.length === reads.length && devices.every((other) => other?.kind === "device" && first?.kind === "device" && other.device === first.device);
  return isSame ? first : undefined;
}
