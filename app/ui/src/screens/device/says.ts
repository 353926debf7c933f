// What codes of a device's file are called, and dates as people write them.
import { t, tag } from "$kit/words/words.svelte.ts";

const STATES: Record<string, string> = {
  in_stock: "device-state-in-stock",
  in_transit: "device-state-in-transit",
  installed: "device-state-installed",
  in_use: "device-state-in-use",
  stopped: "device-state-stopped",
  stored: "device-state-stored",
  retired: "device-state-retired",
  scrapped: "device-state-scrapped",
};
const EVENTS: Record<string, string> = {
  delivered: "device-event-delivered",
  installed: "device-event-installed",
  accepted: "device-event-accepted",
  stopped: "device-event-stopped",
  back_in_use: "device-event-back-in-use",
  stored: "device-event-stored",
  moved: "device-event-moved",
  retired: "device-event-retired",
  scrapped: "device-event-scrapped",
};
const PURPOSES: Record<string, string> = {
  nameplate: "device-purpose-nameplate",
  overview: "device-purpose-overview",
  location: "device-purpose-location",
  wiring: "device-purpose-wiring",
  damage: "device-purpose-damage",
  picture: "device-purpose-picture",
  manual: "device-purpose-manual",
  drawing: "device-purpose-drawing",
  certificate: "device-purpose-certificate",
  contract: "device-purpose-contract",
  report: "device-purpose-report",
  other: "device-purpose-other",
};
const LEFT: Record<string, string> = {
  working: "device-left-working",
  limited: "device-left-limited",
  stopped: "device-left-stopped",
};

const said = (keys: Record<string, string>, code: string | null | undefined) => {
  const key = code ? keys[code] : undefined;
  return key ? t(key) : (code ?? "").replaceAll("_", " ");
};

export const stateWords = (code: string | null | undefined) => said(STATES, code);
export const eventWords = (code: string | null | undefined) => said(EVENTS, code);
export const purposeWords = (code: string | null | undefined) => said(PURPOSES, code);
/** In which state a device was left at the last acceptance. */
export const leftWords = (code: string | null | undefined) => said(LEFT, code);

export const EVENT_CODES = ["delivered", "installed", "accepted", "stopped", "back_in_use", "stored", "moved", "retired", "scrapped"] as const;
export const PHOTO_PURPOSES = ["nameplate", "overview", "location", "wiring", "damage", "other"] as const;

/** `2027-05-21` as 2027年5月21日. */
export function dateWords(day: string | null | undefined): string {
  const ms = day ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(ms) ? "" : new Intl.DateTimeFormat(tag(), { dateStyle: "medium", timeZone: "UTC" }).format(ms);
}
