// What stands in a device's file, made ready to be read: the office's record beside what engineers recorded.
import type { Hash, Id, Text, Type } from "../../door/door.ts";

type View = Type<"DeviceView">;

export interface NominalComponent {
  position: string;
  part: Id | null;
  name: Text;
  serial: string;
  fitted_on: string | null;
  expected_life_days: number | null;
  life_meter: string;
  expected_life_metered: string;
}

export interface Meter {
  key: string;
  name: Text;
  unit: string;
  is_counter: boolean;
}

/** The office's record; what an older or newer server leaves out is missing. */
export interface DeviceRecord {
  name?: Text;
  serial?: string;
  number?: string;
  model?: string;
  maker?: string;
  place?: Text;
  owner?: Id | null;
  user?: Id | null;
  contact?: Id | null;
  responsible_engineer?: Id | null;
  responsible_team?: Id | null;
  sale_number?: string;
  contract?: Id | null;
  warranty?: Id | null;
  service_level?: Id | null;
  made_on?: string | null;
  bought_on?: string | null;
  installed_on?: string | null;
  accepted_on?: string | null;
  warranty_ends_on?: string | null;
  support_ends_on?: string | null;
  life_cycle?: string;
  components?: NominalComponent[];
  meters?: Meter[];
  codes?: string[];
  attachments?: Type<"Attachment">[];
  remarks?: string;
  ext?: Record<string, unknown>;
}

export function recordOf(view: Pick<View, "record">): DeviceRecord {
  return view.record !== null && typeof view.record === "object" ? (view.record as DeviceRecord) : {};
}

/** One place in the machine: what is in it now, and what was before. */
export interface Place {
  position: string;
  /** How deep in the machine: `cabinet/fan` is one deep. */
  depth: number;
  name: Text | string | null;
  part: Id | null;
  serial: string;
  lot: string;
  fittedMs: number | null;
  lifeDays: number | null;
  /** Counted on a meter, as decimal text. */
  life: { meter: string; of: string } | null;
  note: string;
  isRemoved: boolean;
  /** The engineer's entries of it; the newest first. */
  entries: Type<"Listed_Component">[];
}

const dayMs = (day: string | null) => (day ? Date.parse(`${day}T00:00:00Z`) : null);

/** Nominal components and those fitted since, by position; what was fitted counts. */
export function placesOf(view: Pick<View, "components" | "record">): Place[] {
  const places = new Map<string, Place>();
  const at = (position: string) => position.trim().toLowerCase();
  for (const nominal of recordOf(view).components ?? []) {
    places.set(at(nominal.position), {
      position: nominal.position,
      depth: nominal.position.split("/").length - 1,
      name: nominal.name,
      part: nominal.part,
      serial: nominal.serial,
      lot: "",
      fittedMs: dayMs(nominal.fitted_on),
      lifeDays: nominal.expected_life_days,
      life: nominal.life_meter ? { meter: nominal.life_meter, of: nominal.expected_life_metered } : null,
      note: "",
      isRemoved: false,
      entries: [],
    });
  }
  for (const entry of view.components) {
    const key = at(entry.position);
    const before = places.get(key);
    const entries = [entry, ...(before?.entries ?? [])];
    if (!entry.is_current && before) {
      places.set(key, { ...before, entries });
      continue;
    }
    places.set(key, {
      position: entry.position,
      depth: entry.position.split("/").length - 1,
      name: entry.name ?? (before && entry.part === before.part ? before.name : null),
      part: entry.part,
      serial: entry.serial ?? "",
      lot: entry.lot ?? "",
      fittedMs: entry.fitted_ms ?? entry.at_ms,
      lifeDays: entry.expected_life_days ?? before?.lifeDays ?? null,
      life: before?.life ?? null,
      note: entry.note ?? "",
      isRemoved: !entry.is_current || entry.is_removed,
      entries,
    });
  }
  return [...places.values()].sort((a, b) => a.position.localeCompare(b.position));
}

export interface MeterRow extends Meter {
  /** Newest first, without those that were corrected. */
  readings: View["meter_readings"];
}

/** The record's meters, and those that only readings name. */
export function metersOf(view: Pick<View, "meter_readings" | "record">): MeterRow[] {
  const replaced = new Set(view.meter_readings.flatMap((seen) => seen.replaces));
  const readings = view.meter_readings.filter((seen) => !replaced.has(seen.id)).reverse();
  const known = recordOf(view).meters ?? [];
  const others = [...new Set(readings.map((seen) => seen.meter))].filter((key) => !known.some((meter) => meter.key === key));
  const unknown: Meter[] = others.map((key) => ({
    key,
    name: { zh: "", en: "" },
    unit: readings.find((seen) => seen.meter === key)?.unit ?? "",
    is_counter: false,
  }));
  return [...known, ...unknown].map((meter) => ({ ...meter, readings: readings.filter((seen) => seen.meter === meter.key) }));
}

/** Failures that no later one speaks for, newest first. */
export function failuresOf(view: Pick<View, "failures">): View["failures"] {
  const replaced = new Set(view.failures.flatMap((seen) => seen.replaces));
  return view.failures.filter((seen) => !replaced.has(seen.id)).sort((a, b) => b.down_from_ms - a.down_from_ms);
}

/** Events, newest first. */
export function eventsOf(view: Pick<View, "lifecycle">): View["lifecycle"] {
  return [...view.lifecycle].sort((a, b) => (b.happened_ms ?? b.at_ms) - (a.happened_ms ?? a.at_ms));
}

const AFTER: Record<string, string> = {
  delivered: "in_stock",
  installed: "installed",
  accepted: "in_use",
  back_in_use: "in_use",
  stopped: "stopped",
  stored: "stored",
  retired: "retired",
  scrapped: "scrapped",
};

/** The state that the newest event left it in, where an event says so. */
export function stateAfterEvents(view: Pick<View, "lifecycle">): string | undefined {
  const telling = eventsOf(view).find((seen) => !seen.is_in_review && AFTER[seen.event]);
  return telling && AFTER[telling.event];
}

/** A reading as a number, for a line; nothing where it is none. */
export function numberOf(reading: string): number | undefined {
  const number = Number(reading);
  return reading.trim() !== "" && Number.isFinite(number) ? number : undefined;
}

export interface FileOfDevice {
  key: string;
  blob: Hash;
  name: string;
  purpose: string;
  mediaType: string;
  sizeBytes: number;
}

/** Files of the record and those added since. */
export function filesOf(view: Pick<View, "attachments" | "record">): FileOfDevice[] {
  const files = [...(recordOf(view).attachments ?? []), ...view.attachments.filter((file) => file.is_current)];
  const byHash = new Map(files.map((file) => [file.blob, file]));
  return [...byHash.values()].map((file) => ({
    key: file.blob,
    blob: file.blob,
    name: file.name,
    purpose: file.purpose,
    mediaType: file.media_type,
    sizeBytes: file.size_bytes,
  }));
}
