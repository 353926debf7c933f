// The parts of the catalogue by their ids, and what a typed or scanned text finds among them.
import type { Answer, Id } from "../../door/door.ts";
import { query, type Query } from "../../door/query.svelte.ts";

export type CataloguePart = Answer<"parts">[number];

export interface Catalogue {
  readonly asked: Query<CataloguePart[]>;
  /** Those that may still be asked for. */
  readonly parts: readonly CataloguePart[];
  part(id: Id): CataloguePart | undefined;
  /** Every word of the text stands somewhere on the part, or in what else is given. */
  finds(text: string, id: Id, more?: string): boolean;
}

/** Numbers are found without their dashes, too. */
const bare = (text: string) => text.toLowerCase().replace(/[-\s/.]/g, "");

function texts(part: CataloguePart): string {
  const { number, name, specification, maker, maker_number, category, barcodes, models } = part;
  const said = [name.zh, name.en, specification, maker, category, ...models].join(" ").toLowerCase();
  return `${said} ${number.toLowerCase()} ${[number, maker_number, ...barcodes].map(bare).join(" ")}`;
}

/** As a component's own: it asks while the component stands. */
export function catalogue(): Catalogue {
  const asked = query("parts", () => ({}));
  const byId = $derived(new Map(asked.data?.map((part) => [part.id, part])));
  const found = $derived(new Map(asked.data?.map((part) => [part.id, texts(part)])));
  const parts = $derived(
    (asked.data ?? []).filter((part) => !part.is_retired).sort((a, b) => a.number.localeCompare(b.number)),
  );
  return {
    asked,
    get parts() {
      return parts;
    },
    part: (id) => byId.get(id),
    finds(text, id, more = "") {
      const all = `${found.get(id) ?? ""} ${more.toLowerCase()} ${bare(more)}`;
      return text.toLowerCase().split(/\s+/).every((word) => all.includes(word) || (bare(word) !== "" && all.includes(bare(word))));
    },
  };
}
