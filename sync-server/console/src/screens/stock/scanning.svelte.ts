// What a hand scanner types one after the other: a piece by its number, or a part and then the numbers of its pieces.
import type { Id } from "$api/api.ts";
import { doing } from "$api/telling.svelte.ts";
import { t, words } from "$kit/words/words.svelte.ts";
import { entryOf, plainOf, type Entry } from "./entries.ts";
import { findPart, readPart } from "./parts.svelte.ts";
import type { Piece } from "./stock.ts";

interface Into {
  entries: () => readonly Entry[];
  /** One more of a line; of a piece with a number it is there. */
  plus: (entry: Entry) => void;
  add: (piece: Piece) => void;
}

export function scanning({ entries, plus, add }: Into) {
  let said = $state("");
  let isWrong = $state(false);
  /** The part whose number is to come. */
  let pending = $state<Id | null>(null);
  const work = doing();

  function say(text: string, wrong = false) {
    said = text;
    isWrong = wrong;
  }

  async function part(id: Id) {
    const record = await readPart(id);
    const name = `${record.number} ${words(record.name)}`;
    if (record.tracked_by === "serial" || record.tracked_by === "lot") {
      pending = id;
      say(t(record.tracked_by === "serial" ? "stock-now-serial" : "stock-now-lot", { what: name }));
      return;
    }
    pending = null;
    const plain = plainOf(id, entries());
    if (plain) plus(plain);
    else add({ part: id, condition: "new", serial: null, lot: null });
    say(t("stock-one-more", { what: name }));
  }

  async function number(id: Id, code: string) {
    const record = await readPart(id);
    const isSerial = record.tracked_by === "serial";
    add({ part: id, condition: "new", serial: isSerial ? code : null, lot: isSerial ? null : code });
    // Of a lot there is one line; of pieces the next number follows.
    if (!isSerial) pending = null;
    say(t("stock-one-more", { what: `${record.number} ${code}` }));
  }

  return {
    get said() {
      return said;
    },
    get isWrong() {
      return isWrong;
    },
    get failure() {
      return work.failure;
    },
    get pending() {
      return pending;
    },
    /** By words instead of a code. */
    part: (id: Id) => work.run(() => part(id)),
    scan: (typed: string) =>
      work.run(async () => {
        const code = typed.trim();
        if (!code) return;
        const entry = entryOf(code, entries());
        if (entry) {
          plus(entry);
          say(t("stock-one-more", { what: code }));
          return;
        }
        const id = await findPart(code);
        if (id) await part(id);
        else if (pending) await number(pending, code);
        else say(t("stock-unknown-code", { code }), true);
      }),
  };
}
export type Scanning = ReturnType<typeof scanning>;
