// Movements of a visit that no part used tells of: taken back, returned, put right.
import type { Type } from "$api/api.ts";

type Visit = Pick<Type<"VisitView">, "part_usages" | "movements">;

export function otherMovements({ part_usages, movements }: Visit): Type<"FactSeen_MovementFact">[] {
  const used = new Set(part_usages.map((usage) => usage.movement));
  return movements.filter((movement) => !used.has(movement.id));
}
