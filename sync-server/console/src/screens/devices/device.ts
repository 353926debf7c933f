// A device's file as the API tells it: its description says of the body only that it is an object.
import type { Type } from "$api/api.ts";
import type { Text } from "$kit/words/words.svelte.ts";
import type { Tone } from "$kit/tone.ts";

/** What happened to it, as a fact: when, and when the server had it. */
export interface Seen {
  id: string;
  by: Type<"Author"> | null;
  at_ms: number;
  received_ms: number | null;
}

export interface Remark {
  id: string;
  text: string;
  by: Type<"Author"> | null;
  at_ms: number;
  is_current: boolean;
}

export interface Merged {
  device: string;
  at_ms: number;
  by: Type<"Author"> | null;
  reason: string | null;
  known_as: string[];
}

export interface MeterSeen extends Seen {
  meter: string;
  reading: string;
  unit: string;
  is_in_review: boolean;
  is_reset: boolean;
  replaces: string[];
}

export interface DeviceBody {
  name: string | null;
  serial: string | null;
  number: string | null;
  model: string | null;
  maker: string | null;
  customer: string | null;
  site: string | null;
  location: string | null;
  responsible_engineer: string | null;
  record: Type<"DeviceRecord"> | null;
  codes: string[];
  bindings: { code: string; at_ms: number; by: Type<"Author"> }[];
  code_history: (Seen & { code: string; is_released: boolean; reason: string | null })[];
  remarks: Remark[];
  meter_readings: MeterSeen[];
  failures: Seen[];
  lifecycle: Seen[];
  acceptance: (Seen & { device_state: string; device_state_since_ms: number | null }) | null;
  merged_into: string | null;
  merged: Merged[];
  /** The company's own fields, as they are read. */
  ext: Record<string, unknown>;
  heads: string[];
}

export type DeviceFile = Type<"DeviceItem">;

export const bodyOf = (file: DeviceFile): DeviceBody => file.body as unknown as DeviceBody;

/** A text that the API's description calls an object. */
export const textOf = (value: unknown): Text => (value ?? {}) as Text;

export type LifeCycle = Type<"LifeCycle">;
export const LIFE_CYCLES = ["in_use", "installed", "stopped", "in_stock", "in_transit", "stored", "retired", "scrapped"] as const satisfies readonly LifeCycle[];

export const PURPOSES = ["manual", "nameplate", "picture", "drawing", "certificate", "contract", "report", "other"] as const satisfies readonly Type<"Purpose">[];

const DAY_MS = 86_400_000;

/** Days from one civil day to another, as `2026-11-30`. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** A promise that ends this soon is talked about. */
const SOON_DAYS = 60;

export type Promised = "over" | "soon" | "running" | "unknown";

export function promised(lastDay: string | null, today: string, isOver = false): Promised {
  if (!lastDay) return "unknown";
  const left = daysBetween(today, lastDay);
  if (isOver || left < 0) return "over";
  return left <= SOON_DAYS ? "soon" : "running";
}

export const TONES: Record<Promised, Tone> = { over: "quiet", soon: "waiting", running: "done", unknown: "waiting" };

/** How far a component is through its life, from 0; nothing where it is not known. */
export function lifeUsed(piece: Pick<Type<"ComponentPiece">, "fitted_on" | "expected_life_days">, today: string): number | null {
  if (!piece.fitted_on || !piece.expected_life_days) return null;
  return Math.max(0, daysBetween(piece.fitted_on, today) / piece.expected_life_days);
}

/** A code of ours as it is printed under its symbol; a maker's stays as it is. */
export function inClear(code: string): string {
  return /^[0-9A-HJKMNP-TV-Z]{12}$/.test(code) ? code.replace(/(.{4})(?=.)/g, "$1-") : code;
}

/** Labels are printed of codes of ours only. */
export const isOurs = (code: string): boolean => /^[0-9A-HJKMNP-TV-Z]{12}$/.test(code);

export function blankRecord(customer: string | null, site: string | null): Type<"DeviceRecord"> {
  return {
    serial: "", number: "", model: "", maker: "", name: { zh: "", en: "" }, customer: customer ?? "", site, place: { zh: "", en: "" }, owner: null, user: null, contact: null, responsible_engineer: null,
    responsible_team: null, organisation: null, sale_number: "", contract: null, warranty: null, service_level: null, made_on: null, bought_on: null, installed_on: null, accepted_on: null,
    warranty_ends_on: null, support_ends_on: null, life_cycle: "in_use", components: [], meters: [], codes: [], attachments: [], remarks: "", ext: {},
  };
}
