// What an item says in one sentence, and in a few words for a row.
import { t } from "$kit/words/words.svelte.ts";
import { nameOf } from "$api/named.svelte.ts";
import type { Detail, Item } from "$lib/attention/detail.ts";
import { lookOfKind } from "$lib/attention/kinds.ts";
import { idOf, wordOf } from "$lib/subjects.ts";

export function sentenceOf(item: Item, detail: Detail): string {
  return t(lookOfKind(item.kind).text, { ...detail.says });
}

/** The values themselves where there are some; else what was done or is wanted. */
export function gistOf(item: Item, detail: Detail): string {
  const { says, versions, lines } = detail;
  const values = versions.map((version) => version.lines[0]?.value ?? "").filter(Boolean);
  switch (item.kind) {
    case "proposed_correction":
      return [says.field, values.join(" → ")].filter(Boolean).join(": ");
    case "field_conflict":
      return [says.field, values.join(" · ")].filter(Boolean).join(": ");
    case "entry_conflict":
      return [says.what, values.join(" · ")].filter(Boolean).join(": ");
    case "out_of_limits":
      return [says.what, lines[0]?.value].filter(Boolean).join(": ");
    case "illegal_press":
      return says.press;
    case "late_work":
    case "signed_differs":
    case "refused":
      return says.verb;
    case "clock_jump":
      return says.long;
    case "help_asked":
    case "not_accepted":
    case "code_conflict":
      return says.what;
    default: {
      const [first] = lines;
      if (!first) return "";
      const name = first.subject ? nameOf(wordOf(first.subject), idOf(first.subject)) : first.name;
      return [name, first.value].filter(Boolean).join(" ");
    }
  }
}
