// Parts that were used against what the books moved for it.
import type { Type } from "$api/api.ts";

type Visit = Pick<Type<"VisitView">, "part_usages" | "movements">;
type Movement = Type<"FactSeen_MovementFact">;

/** `apart`: used from a stock of somebody else, to be settled; `kept`: the movement waits for a decision. */
export type Booked = "booked" | "apart" | "kept" | "differs" | "missing";

export interface PartRow {
  usage: Type<"Listed_PartUsage">;
  booked: Booked;
  /** What the books moved in, in thousandths. */
  moved: number;
  movement: Movement | undefined;
}

function bookedOf(usage: Type<"Listed_PartUsage">, movement: Movement | undefined, moved: number): Booked {
  if (!movement) return "missing";
  if (movement.is_in_review) return "kept";
  if (moved !== usage.quantity) return "differs";
  return movement.on_behalf_of ? "apart" : "booked";
}

export function partRows({ part_usages, movements }: Visit): PartRow[] {
  return part_usages
    .filter((usage) => usage.is_current)
    .map((usage) => {
      const movement = movements.find((one) => one.id === usage.movement);
      const lines = movement?.lines.filter((line) => line.part === usage.part && (line.serial ?? null) === (usage.serial_in ?? null)) ?? [];
      const moved = lines.reduce((sum, line) => sum + line.quantity, 0);
      return { usage, movement, moved, booked: bookedOf(usage, movement, moved) };
    });
}

/** Movements that belong to no usage: parts taken back, returned, put right. */
export function otherMovements({ part_usages, movements }: Visit): Movement[] {
  const used = new Set(part_usages.map((usage) => usage.movement));
  return movements.filter((movement) => !used.has(movement.id));
}
