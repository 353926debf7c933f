// The versions of one thing: those with its number, the newest first, and which of them counts on a day.
import { textAt } from "./body.ts";
import type { Body } from "./body.ts";
import type { Item } from "./field.ts";

export type Stands = "in-force" | "coming" | "followed" | "ended" | "retired";

export const revisionOf = (body: Body) => Number(body.revision ?? 0);

export function versionsOf(items: readonly Item[], number: string): Item[] {
  if (!number) return [];
  return items.filter(({ body }) => textAt(body, "number") === number).sort((a, b) => revisionOf(b.body) - revisionOf(a.body));
}

/** How each stands on a day (`2026-11-30`): of those that have begun the last one counts. */
export function standing(versions: readonly Item[], today: string): Map<string, Stands> {
  const hasBegun = ({ body }: Item) => body.is_retired !== true && (textAt(body, "valid_from") || today) <= today;
  const counts = versions.find(hasBegun);
  return new Map(
    versions.map((one) => {
      const until = textAt(one.body, "valid_until");
      if (one.body.is_retired === true) return [one.id, "retired"];
      if (!hasBegun(one)) return [one.id, "coming"];
      if (one !== counts) return [one.id, "followed"];
      return [one.id, until && until < today ? "ended" : "in-force"];
    }),
  );
}
