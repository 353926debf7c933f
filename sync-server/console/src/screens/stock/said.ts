// What people call the codes of stock: kinds of places, why something moved, how a request stands.
import type { Tone } from "$kit/tone.ts";
import { capital } from "$kit/words/capital.ts";
import { label, t } from "$kit/words/words.svelte.ts";
import Ban from "@lucide/svelte/icons/ban";
import Check from "@lucide/svelte/icons/check";
import CheckCheck from "@lucide/svelte/icons/check-check";
import Circle from "@lucide/svelte/icons/circle";
import Inbox from "@lucide/svelte/icons/inbox";
import Truck from "@lucide/svelte/icons/truck";
import type { Component } from "svelte";

export const KINDS: Readonly<Record<string, string>> = {
  warehouse: "stock-kind-warehouse",
  van: "stock-kind-van",
  in_transit: "stock-kind-in-transit",
  customer: "stock-kind-customer",
  scrap: "stock-kind-scrap",
  supplier: "stock-kind-supplier",
  discrepancy: "stock-kind-discrepancy",
};

export const REASONS: Readonly<Record<string, string>> = {
  receive: "stock-reason-receive",
  issue: "stock-reason-issue",
  accept: "stock-reason-accept",
  use: "stock-reason-use",
  return: "stock-reason-return",
  undo: "stock-reason-undo",
  scrap: "stock-reason-scrap",
  adjust: "stock-reason-adjust",
  settle: "stock-reason-settle",
};

interface Look {
  said: string;
  tone: Tone;
  icon: Component;
}

const STATUSES: Readonly<Record<string, Look>> = {
  requested: { said: "stock-status-requested", tone: "waiting", icon: Inbox },
  approved: { said: "stock-status-approved", tone: "planned", icon: Check },
  partly_issued: { said: "stock-status-partly-issued", tone: "planned", icon: Truck },
  issued: { said: "stock-status-issued", tone: "under-way", icon: Truck },
  accepted: { said: "stock-status-accepted", tone: "done", icon: CheckCheck },
  refused: { said: "stock-status-refused", tone: "quiet", icon: Ban },
  empty: { said: "stock-status-empty", tone: "quiet", icon: Circle },
};

export const CONDITIONS = ["new", "good_used", "defective"] as const;

/** A newer server's codes show as themselves. */
const saidOf = (keys: Readonly<Record<string, string>>, code: string) => {
  const key = keys[code];
  return key ? t(key) : capital(label(code));
};

export const kindSaid = (code: string) => saidOf(KINDS, code);
export const reasonSaid = (code: string) => saidOf(REASONS, code);
export const conditionSaid = (code: string) => capital(label(code, "condition"));

export function statusLook(code: string): { said: string; tone: Tone; icon: Component } {
  const look = STATUSES[code];
  return look ? { ...look, said: t(look.said) } : { said: capital(label(code)), tone: "quiet", icon: Circle };
}

const TRACKED: Readonly<Record<string, string>> = { none: "stock-tracked-none", serial: "stock-tracked-serial", lot: "stock-tracked-lot" };
export const saidOfTracking = (code: string) => saidOf(TRACKED, code);
