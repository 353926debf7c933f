// Which entries and facts have not reached the server, for the mark on their rows.
import type { Answer, Id } from "../door/door.ts";
import { query } from "../door/query.svelte.ts";

export type Fate = "waiting" | "refused";
type Row = Answer<"outbox">[number];
/** What a unit meant: entries into documents, and facts. */
type Intent = { writes?: { writes?: { id?: unknown }[] }[]; facts?: { id?: unknown }[] };

/** Reads while the component stands; `of` says how far an entry has come, nothing where the server has it. */
export function unsent(): { of(id: Id): Fate | undefined } {
  const outbox = query("outbox", () => ({}));
  const fates = $derived(new Map((outbox.data ?? []).flatMap((row) => idsOf(row).map((id) => [id, fateOf(row)] as const))));
  return { of: (id) => fates.get(id) };
}

function fateOf(row: Row): Fate {
  return row.state === "waiting" ? "waiting" : "refused";
}

function idsOf(row: Row): string[] {
  const intent = (row.intent ?? {}) as Intent;
  const made = [...(intent.writes ?? []).flatMap((document) => document.writes ?? []), ...(intent.facts ?? [])];
  return made.map((one) => one.id).filter((id) => typeof id === "string");
}
