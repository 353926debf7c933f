// How sync stands: in a few words for the badge, and in whole sentences.
import type { Tone } from "$kit/tone.ts";
import ArchiveRestore from "@lucide/svelte/icons/archive-restore";
import ArrowUp from "@lucide/svelte/icons/arrow-up";
import Ban from "@lucide/svelte/icons/ban";
import Check from "@lucide/svelte/icons/check";
import CircleAlert from "@lucide/svelte/icons/circle-alert";
import CircleArrowUp from "@lucide/svelte/icons/circle-arrow-up";
import CloudOff from "@lucide/svelte/icons/cloud-off";
import HardDrive from "@lucide/svelte/icons/hard-drive";
import RefreshCw from "@lucide/svelte/icons/refresh-cw";
import ServerOff from "@lucide/svelte/icons/server-off";
import Trash2 from "@lucide/svelte/icons/trash-2";
import Unplug from "@lucide/svelte/icons/unplug";
import Wifi from "@lucide/svelte/icons/wifi";
import type { Component } from "svelte";
import type { Type } from "../../door/door.ts";
import { time } from "$kit/words/format.ts";
import { t } from "$kit/words/words.svelte.ts";

export interface Said {
  tone: Tone;
  icon: Component;
  words: string;
}

export interface Whole extends Said {
  /** What it means and what to do. */
  text: string;
  /** What helps besides: a call to the office, a new code for this phone. */
  helps?: readonly ("call" | "enrol")[];
}

type State = Type<"SyncState">;

export function waitingOf(state: State): number {
  return state.outbox.waiting + state.outbox.blobs_waiting;
}

/** The badge: never "sent" before the server has confirmed it. */
export function badge(state: State): Said {
  const count = waitingOf(state);
  switch (state.phase) {
    case "all_sent":
      return { tone: "done", icon: Check, words: t("sync-all-sent", { at: state.last_sync ? time(state.last_sync.device_ms) : "" }) };
    case "sending":
      return { tone: "waiting", icon: RefreshCw, words: t("sync-sending", { count }) };
    case "need_attention":
      return { tone: "attention", icon: CircleAlert, words: t("sync-need-attention", { count: state.outbox.needs_attention }) };
    case "failed":
      return { tone: "attention", icon: Ban, words: t("sync-failed") };
    default:
      if (count === 0) return { tone: "waiting", icon: ArrowUp, words: t("sync-not-yet") };
      return state.result === "offline"
        ? { tone: "waiting", icon: CloudOff, words: t("sync-waiting-offline", { count }) }
        : { tone: "waiting", icon: ArrowUp, words: t("sync-waiting", { count }) };
  }
}

/** The whole truth, the gravest first. `hasOldStore`: data was set aside that nobody has looked into. */
export function whole(state: State, status: Type<"Status"> | undefined, hasOldStore: boolean): Whole {
  const waits = waitingOf(state) > 0;
  if (status?.wipe_ordered) return { tone: "attention", icon: Trash2, words: t("sync-is-wipe"), text: t("sync-is-wipe-text"), helps: ["call"] };
  if (status?.is_revoked || state.result === "revoked") {
    return { tone: "attention", icon: Ban, words: t("sync-is-revoked"), text: t("sync-is-revoked-text"), helps: ["call", "enrol"] };
  }
  if (state.failure) {
    return { tone: "attention", icon: HardDrive, words: t("sync-is-failed-here"), text: [state.failure.message, state.failure.detail].filter(Boolean).join(" ") };
  }
  if (state.is_running && waits) return { tone: "waiting", icon: RefreshCw, words: t("sync-is-sending"), text: t("sync-is-sending-text") };
  switch (state.result) {
    case "not_our_server":
      return { tone: "attention", icon: Wifi, words: t("sync-is-not-ours"), text: t("sync-is-not-ours-text") };
    case "server_older":
      return { tone: "attention", icon: ServerOff, words: t("sync-is-server-older"), text: t("sync-is-server-older-text"), helps: ["call"] };
    case "app_too_old":
      return { tone: "attention", icon: CircleArrowUp, words: t("sync-is-app-old"), text: t("sync-is-app-old-text") };
    case "server_unavailable":
      return { tone: "waiting", icon: ServerOff, words: t("sync-is-server-busy"), text: t("sync-is-server-busy-text"), helps: ["call"] };
    case "offline":
      return waits
        ? { tone: "waiting", icon: CloudOff, words: t("sync-is-offline-waiting"), text: t("sync-is-offline-waiting-text") }
        : { tone: "quiet", icon: CloudOff, words: t("sync-is-offline"), text: t("sync-is-offline-text") };
    case "complete":
      if (!waits && state.outbox.needs_attention > 0) {
        const words = t("sync-is-undecided", { count: state.outbox.needs_attention });
        return { tone: "attention", icon: CircleAlert, words, text: t("sync-is-undecided-text") };
      }
      if (!waits && hasOldStore) {
        return { tone: "waiting", icon: ArchiveRestore, words: t("sync-is-old-store"), text: t("sync-is-old-store-text") };
      }
      return waits
        ? { tone: "waiting", icon: ArrowUp, words: t("sync-is-waiting"), text: t("sync-is-waiting-text") }
        : { tone: "done", icon: Check, words: t("sync-is-sent"), text: t("sync-is-sent-text") };
    case "wiped":
      return { tone: "attention", icon: Trash2, words: t("sync-is-wiped"), text: t("sync-is-wiped-text") };
    default:
      return { tone: "waiting", icon: Unplug, words: t("sync-is-not-yet"), text: t("sync-is-not-yet-text") };
  }
}
