// Lists of faults, causes and remedies: one record is one code.
import { comma, t, words } from "$kit/words/words.svelte.ts";
import Bug from "@lucide/svelte/icons/bug";
import { FAULT_KINDS } from "../choices.ts";
import { listAt, textAt, wordsAt } from "../form/body.ts";
import type { PartOf } from "../form/field.ts";

export const FAULT_CODES: PartOf = {
  path: "fault-codes",
  word: "fault_code",
  said: "setup-fault-codes",
  teach: "setup-fault-codes-teach",
  icon: Bug,
  title: (body) => `${textAt(body, "code")} ${words(wordsAt(body, "name"))}`,
  more: (body) => listAt(body, "models").join(comma()) || t("setup-all-models"),
  fresh: () => ({ kind: "fault", code: "", name: {}, description: {}, group: "", models: [], goes_with: [], sort: 0, is_retired: false }),
  carry: (body) => ({ kind: body.kind, models: body.models, group: body.group, goes_with: body.goes_with, sort: Number(body.sort ?? 0) + 1 }),
  groups: [
    {
      said: "setup-what-it-is",
      fields: [
        { is: "text", key: "code", said: "setup-code" },
        { is: "choice", key: "kind", said: "setup-fault-kind", choices: FAULT_KINDS },
        { is: "words", key: "name", said: "setup-name" },
        { is: "lines", key: "models", said: "setup-models", hint: "setup-all-where-none" },
        { is: "lines", key: "goes_with", said: "setup-goes-with", hint: "setup-goes-with-hint", when: (body) => body.kind !== "fault" },
        { is: "text", key: "group", said: "setup-fault-group", hint: "setup-fault-group-hint" },
        { is: "number", key: "sort", said: "setup-sort" },
        { is: "words", key: "description", said: "setup-description", isLong: true },
        { is: "flag", key: "is_retired", said: "setup-retired", hint: "setup-retired-hint", isWide: true },
      ],
    },
  ],
};
