// What may be decided about an item: the values to choose from, or the two ways it can go, each with its key.
import type { Detail, Item } from "./detail.ts";

/** As `POST /v1/attention/{id}/decide` takes it. */
export type Choice = "accept" | "reject" | "settled" | { operation: string };

export interface Press {
  key: string;
  /** Key of the catalogue. */
  label: string;
  choice: Choice;
  /** It is asked how, and the words go with the decision. */
  asksHow?: boolean;
  /** Index of the value that it stands beside. */
  version?: number;
}

const TWO_WAYS: Readonly<Record<string, readonly [string, string]>> = {
  late_work: ["desk-do-count", "desk-do-leave-out"],
  signed_differs: ["desk-do-count", "desk-do-leave-out"],
  count_difference: ["desk-do-count-is-right", "desk-do-books-are-right"],
};

const SETTLED: Readonly<Record<string, string>> = {
  illegal_press: "desk-do-press-is-right",
  refused: "desk-do-dealt-with",
  help_asked: "desk-do-answered",
  code_conflict: "desk-do-code-released",
  field_device_forked: "desk-do-phone-looked-at",
  clock_jump: "desk-do-clock-set",
  not_accepted: "desk-do-agreed",
  likely_duplicate: "desk-do-not-the-same",
};

const withKeys = (presses: readonly Omit<Press, "key">[]): Press[] => presses.map((press, at) => ({ ...press, key: String(at + 1) }));

/** Nothing where it goes away by itself once the work is done: an order that is assigned, a promise that is kept. */
export function pressesOf(item: Item, { versions }: Detail): readonly Press[] {
  const ways = TWO_WAYS[item.kind];
  if (ways) {
    return withKeys([
      { label: ways[0], choice: "accept" },
      { label: ways[1], choice: "reject", asksHow: true },
    ]);
  }
  switch (item.kind) {
    case "field_conflict":
    case "entry_conflict":
      return withKeys(versions.map(({ operation }, version) => ({ label: "desk-do-this", choice: { operation }, version })));
    case "proposed_correction":
      return withKeys([
        { label: "desk-do-keep", choice: "reject", version: 0 },
        { label: "desk-do-take", choice: "accept", version: 1 },
      ]);
    case "claim_conflict":
      return withKeys([{ label: "desk-do-shown-goes", choice: "settled", asksHow: true }]);
    case "out_of_limits":
      return withKeys([{ label: "desk-do-reading-stands", choice: "accept", asksHow: true }]);
    case "stock_discrepancy":
      return "movement" in (item.detail as object)
        ? withKeys([
            { label: "desk-do-book-out", choice: "accept" },
            { label: "desk-do-not-from-here", choice: "reject", asksHow: true },
          ])
        : withKeys([{ label: "desk-do-dealt-with", choice: "settled", asksHow: true }]);
    default: {
      const settled = SETTLED[item.kind];
      return settled ? withKeys([{ label: settled, choice: "settled", asksHow: true }]) : [];
    }
  }
}
