// What stands in the form that books a part, and what follows from it where its user said nothing.
import type { Id, Type } from "../../door/door.ts";
import type { CataloguePart } from "../van/catalogue.svelte.ts";
import { isUsable, keyOf, type StockLine } from "../van/holding.ts";

export type Component = Type<"Listed_Component">;

/** `null` is what nobody has said yet. */
export interface Using {
  /** The key of the van's line, or `other` for one that the van does not show. */
  piece: string | null;
  serial: string;
  lot: string;
  condition: Type<"Condition">;
  quantity: number | null;
  hasOld: boolean | null;
  partOut: Id | null;
  serialOut: string | null;
  conditionOut: Type<"Condition">;
  isLeftThere: boolean;
  /** A component's id, `new` for a new place in the device, empty for none. */
  component: string | null;
  position: string;
  note: string;
}

export const EMPTY: Using = {
  piece: null,
  serial: "",
  lot: "",
  condition: "new",
  quantity: null,
  hasOld: null,
  partOut: null,
  serialOut: null,
  conditionOut: "defective",
  isLeftThere: false,
  component: null,
  position: "",
  note: "",
};

export const OTHER = "other";
export const NEW_PLACE = "new";

/** The lines of a van that the part may have come from. */
export function piecesOf(lines: readonly StockLine[], part: Id): StockLine[] {
  return lines.filter((line) => line.part === part && isUsable(line) && line.quantity > 0);
}

/** What was scanned says which piece; else the only one is meant. */
export function pieceFor(pieces: readonly StockLine[], code: string): string | null {
  const scanned = pieces.find((line) => code !== "" && (line.serial ?? line.lot)?.toLowerCase() === code.toLowerCase());
  if (scanned) return keyOf(scanned);
  const [only] = pieces;
  if (!only) return OTHER;
  return pieces.length === 1 ? keyOf(only) : null;
}

/** The only component that is this part, or one that it stands in for. */
export function componentFor(components: readonly Component[], part: CataloguePart | undefined): string {
  if (!part) return "";
  const same = components.filter((component) => component.part === part.id || (component.part !== null && part.replaces.includes(component.part)));
  const [only] = same;
  return only && same.length === 1 ? only.id : "";
}
