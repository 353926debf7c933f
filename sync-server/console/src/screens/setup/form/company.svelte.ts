// What the company has set for everything: its record of settings.
import { textAt } from "./body.ts";
import type { Item } from "./field.ts";
import { shelf } from "./shelf.svelte.ts";

export interface Company {
  readonly item: Item | undefined;
  readonly currency: string;
  readonly zone: string;
}

/** Asked while a component begins. */
export function company(): Company {
  const all = shelf("settings");
  return {
    get item() {
      return all.data?.[0];
    },
    get currency() {
      return textAt(all.data?.[0]?.body, "currency") || "CNY";
    },
    get zone() {
      return textAt(all.data?.[0]?.body, "zone") || "Asia/Shanghai";
    },
  };
}
