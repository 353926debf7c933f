// What the order planned and nobody has used yet, against what the van holds.
import type { Id, Text, Type } from "../../door/door.ts";
import { isUsable, type StockLine } from "../van/holding.ts";
import type { Catalogue } from "../van/catalogue.svelte.ts";

export interface Planned {
  part: Id;
  number: string;
  name: Text;
  unit: string;
  /** Still to be used. */
  quantity: number;
  inVan: number;
  /** The line of the van that it comes from, where nothing more is to be asked: neither which piece nor what came out. */
  from: StockLine | undefined;
}

export function plannedFor(planned: readonly Type<"NamedPart">[], fitted: readonly Type<"Listed_PartUsage">[], lines: readonly StockLine[], goods: Catalogue): Planned[] {
  return planned.flatMap(({ part, number, name, quantity }) => {
    const used = fitted.filter((usage) => usage.part === part).reduce((sum, usage) => sum + usage.quantity, 0);
    const open = quantity - used;
    if (open <= 0) return [];
    const known = goods.part(part);
    const usable = lines.filter((line) => line.part === part && isUsable(line));
    const inVan = usable.reduce((sum, line) => sum + line.quantity, 0);
    const [only] = usable;
    const isSimple = known !== undefined && known.tracked_by !== "serial" && !known.is_old_part_returned && usable.length === 1 && inVan >= open;
    return [{ part, number, name, unit: known?.base_unit ?? "", quantity: open, inVan, from: isSimple ? only : undefined }];
  });
}
