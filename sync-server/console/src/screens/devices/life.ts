// The life of a device as people look through it: what kind of news an event is, and what it says.
import type { Type } from "$api/api.ts";

export type Kind = Type<"LifeKind">;
export const GROUPS = ["work", "parts", "state", "readings", "paper"] as const;
export type Group = (typeof GROUPS)[number];

const GROUP_OF: Record<Kind, Group> = {
  visit: "work",
  failure: "work",
  acceptance: "work",
  part_fitted: "parts",
  part_removed: "parts",
  component: "parts",
  life_cycle: "state",
  code_bound: "state",
  code_released: "state",
  meter_reading: "readings",
  filed: "paper",
  changed: "paper",
  merged: "paper",
  merge_undone: "paper",
};

export const groupOf = (kind: Kind): Group => GROUP_OF[kind] ?? "paper";

/** What the kinds say, as far as this screen knows it. */
export interface Detail {
  status?: string;
  lead?: string | null;
  part?: string | null;
  quantity?: number;
  serial?: string | null;
  lot?: string | null;
  position?: string;
  is_removed?: boolean;
  note?: string | null;
  meter?: string;
  reading?: string;
  unit?: string;
  event?: string;
  happened?: string | null;
  site?: string | null;
  code?: string;
  reason?: string | null;
  fault_code?: string | null;
  down_from?: string | null;
  restored_at?: string | null;
  is_partial?: boolean;
  verdict?: string | null;
  acceptance?: { device_state?: string | null; given_by?: string | null };
  changed?: string[];
  values?: Record<string, { was: unknown; became: unknown }>;
  into?: string;
  double?: string;
  condition?: string | null;
}

export const detailOf = (event: Type<"LifeEvent">): Detail => event.detail as unknown as Detail;

/** When it happened: an event that was written down later stands at its own time. */
export function happened(event: Type<"LifeEvent">): string | null {
  return detailOf(event).happened ?? event.at ?? null;
}

export function narrowed<E extends Type<"LifeEvent">>(events: readonly E[], groups: ReadonlySet<Group>): E[] {
  return groups.size === 0 ? [...events] : events.filter(({ kind }) => groups.has(groupOf(kind)));
}
