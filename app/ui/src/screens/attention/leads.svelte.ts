// For which visits whoever works here is the lead: they settle what concerns them.
import { call, type Id } from "../../door/door.ts";

/** Reads while the component stands; visits that are not here have none. */
export function leads(visits: () => readonly Id[]): { has(visit: Id): boolean } {
  let known = $state.raw(new Set<Id>());
  $effect(() => {
    const asked = visits();
    let isOver = false;
    void Promise.all(asked.map((visit) => call("job_card", { visit }).catch(() => null))).then((cards) => {
      if (!isOver) known = new Set(cards.flatMap((card) => (card?.is_lead ? [card.visit] : [])));
    });
    return () => (isOver = true);
  });
  return { has: (visit) => known.has(visit) };
}
