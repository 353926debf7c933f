// A part that was fitted, in words: where it came from, what came out, whether the stock keeper has to look at it.
import type { Answer, Type } from "../../door/door.ts";
import { t, words } from "$kit/words/words.svelte.ts";
import type { Catalogue } from "../van/catalogue.svelte.ts";
import { conditionWord } from "../van/condition.ts";

export type Usage = Type<"Listed_PartUsage">;
type Locations = Answer<"locations"> | undefined;

/** Where the old part is now. */
export function wentTo(usage: Usage, locations: Locations): string {
  const place = locations?.find((location) => location.id === usage.location_out);
  switch (place?.kind) {
    case "customer":
      return t("parts-old-left");
    case "van":
      return t("parts-old-in-van");
    case "in_transit":
      return t("parts-old-on-way");
    default:
      return words(place?.name);
  }
}

/** `旧件：送风机皮带 · SN 88-1 · 坏件 · 放回车上` */
export function oldWords(usage: Usage, goods: Catalogue, locations: Locations): string {
  if (!usage.part_out) return "";
  const part = goods.part(usage.part_out);
  const name = usage.part_out === usage.part ? t("parts-same-part") : words(part?.name) || part?.number || t("van-part-unknown");
  const said = [name, usage.serial_out, usage.condition_out ? conditionWord(usage.condition_out) : "", wentTo(usage, locations)];
  return t("parts-old", { old: said.filter(Boolean).join(" · ") });
}

/** It came out of a van that its author does not hold: the stock keeper books it. */
export function isDiscrepancy(usage: Usage, visit: Type<"VisitView">): boolean {
  return visit.movements.some((movement) => movement.id === usage.movement && movement.on_behalf_of !== null);
}

/** Why it was taken back, where it was. */
export function takenBackBecause(usage: Usage, visit: Type<"VisitView">): string {
  const moved = visit.movements.find((movement) => movement.id === usage.movement);
  const undone = visit.movements.find(
    (movement) =>
      movement.reason === "undo" &&
      movement.at_ms >= (moved?.at_ms ?? 0) &&
      movement.lines.some((line) => line.part === usage.part && line.serial === usage.serial_in && line.quantity === usage.quantity),
  );
  return undone?.note ?? "";
}
