// The company's own fields, read once when somebody first shows one, and read again when one is defined anew.
import { words } from "$kit/words/words.svelte.ts";
import { live } from "$api/live.svelte.ts";
import { session } from "$api/session.svelte.ts";
import { allRecords, bodyOf } from "../records.ts";
import { type Definition, EMPTY, fieldsOf, idOfField, saidOf } from "./own.ts";
import type { Column } from "../table.ts";

const NOTHING: readonly Definition[] = [];

class Kept {
  all = $state.raw<readonly Definition[]>(NOTHING);
  #owner: string | undefined;

  /** For whoever is signed in now; nothing until they are known, and for whom may not read them. */
  of(user: string | undefined): readonly Definition[] {
    if (user !== this.#owner) {
      this.#owner = user;
      // What is shown now is not changed while it is drawn.
      queueMicrotask(() => void this.read());
    }
    return this.all;
  }

  /** Asked anew by whoever shows one next. */
  forget() {
    this.#owner = undefined;
    this.all = NOTHING;
  }

  async read() {
    const owner = this.#owner;
    if (!owner || !session.reads("field_definition")) return void (this.all = NOTHING);
    try {
      const found = await allRecords("field_definition");
      if (owner === this.#owner) this.all = found.map(({ id, body }) => ({ ...bodyOf(body, EMPTY), id }));
    } catch {
      // Asked again by the next who signs in, or when one is defined anew; forms go without, and the server holds to its rules.
    }
  }
}

const kept = new Kept();

live.on((subjects) => {
  if (subjects === "all" || [...subjects].some((subject) => subject.startsWith("field_definition/"))) void kept.read();
});

export const forgetDefinitions = () => kept.forget();

export function definitions(): readonly Definition[] {
  return kept.of(session.now?.user);
}

/** What the company calls one of its own fields, by the name of its register; `undefined` for every other field. */
export function ownName(field: string): string | undefined {
  const id = idOfField(field);
  if (!id) return undefined;
  const found = definitions().find((one) => one.id === id);
  return found && words(found.label);
}

/** A value of one of the company's own fields as it is read; `undefined` for every other field. */
export function ownSaid(field: string, value: unknown): string | undefined {
  const id = idOfField(field);
  const found = id ? definitions().find((one) => one.id === id) : undefined;
  return found && saidOf(found, value);
}

/** Columns of a list, shown where somebody chooses them. */
export function ownColumns<Row>(word: string, extOf: (row: Row) => Record<string, unknown> | undefined): Column<Row>[] {
  return fieldsOf(definitions(), word)
    .filter((one) => !one.is_retired)
    .map((one) => ({ key: `ext.${one.id}`, title: words(one.label), text: (row: Row) => saidOf(one, extOf(row)?.[one.id]), isNumber: one.kind === "number", isExtra: true }));
}
