// Kinds of orders with their stages, and fields that the company defines for itself.
import { capital } from "$kit/words/capital.ts";
import { label, t, words } from "$kit/words/words.svelte.ts";
import FormInput from "@lucide/svelte/icons/text-cursor-input";
import Workflow from "@lucide/svelte/icons/workflow";
import { EXTENDABLE, FIELD_KINDS, FIGURES, KINDS, MODES, ROLES, saidOf, STAGES } from "../choices.ts";
import { type Body, listAt, textAt, wordsAt } from "../form/body.ts";
import type { FieldOf, PartOf } from "../form/field.ts";
import RequiredFields from "../special/RequiredFields.svelte";
import Stages from "../special/Stages.svelte";

/** Choices of a field or a question: what an answer holds, and what people read. */
export const CHOICE_FIELDS: readonly FieldOf[] = [
  { is: "text", key: "value", said: "setup-choice-value" },
  { is: "words", key: "label", said: "setup-choice-label" },
];
export const freshChoice = (): Body => ({ value: "", label: {}, is_fault: false });

export const ORDER_KINDS: PartOf = {
  path: "order-kinds",
  word: "order_kind",
  said: "setup-order-kinds",
  teach: "setup-order-kinds-teach",
  icon: Workflow,
  title: (body) => words(wordsAt(body, "name")),
  more: (body) => [capital(label(textAt(body, "kind"))), label(textAt(body, "mode")), t("setup-count-stages", { count: listAt(body, "stages").length })].join(" · "),
  fresh: () => ({
    kind: "repair",
    mode: "onsite",
    name: {},
    default_procedure: null,
    required_fields: [],
    stages: [],
    counts_in: [],
    questionnaire: null,
    target_minutes: null,
    skills: [],
    is_retired: false,
  }),
  groups: [
    {
      said: "setup-what-it-is",
      fields: [
        { is: "words", key: "name", said: "setup-name" },
        { is: "choice", key: "kind", said: "setup-kind", choices: KINDS },
        { is: "choice", key: "mode", said: "setup-mode", choices: MODES },
        { is: "number", key: "target_minutes", said: "setup-target-minutes", unit: "setup-minutes", isOptional: true },
        { is: "flag", key: "is_retired", said: "setup-retired", hint: "setup-retired-hint" },
      ],
    },
    {
      said: "setup-stages",
      fields: [
        {
          is: "list",
          key: "stages",
          said: "setup-stages",
          hint: "setup-stages-hint",
          add: "setup-add-stage",
          fresh: () => ({ stage: "new", owner: "dispatcher", limit_minutes: null, escalate_to: null }),
          fields: [
            { is: "choice", key: "stage", said: "setup-stage", choices: STAGES },
            { is: "choice", key: "owner", said: "setup-stage-owner", choices: ROLES },
            { is: "number", key: "limit_minutes", said: "setup-stage-limit", unit: "setup-minutes", isOptional: true },
            { is: "choice", key: "escalate_to", said: "setup-stage-escalate", choices: ROLES, isOptional: true },
          ],
        },
        { is: "own", key: "stages", said: "setup-stages-line", shows: Stages },
      ],
    },
    {
      said: "setup-defaults",
      fields: [
        { is: "pick", key: "default_procedure", said: "setup-default-procedure", of: "procedure", hint: "setup-default-procedure-hint" },
        { is: "one", key: "questionnaire", said: "setup-questionnaire", of: "questionnaire", isOptional: true },
        { is: "skills", key: "skills", said: "setup-skills", hint: "setup-skills-hint" },
        { is: "own", key: "required_fields", said: "setup-required-fields", isWide: true, shows: RequiredFields },
        { is: "choices", key: "counts_in", said: "setup-counts-in", choices: FIGURES },
      ],
    },
  ],
};

const isOf = (...kinds: string[]) => (body: Body) => kinds.includes(textAt(body, "kind"));

export const FIELDS: PartOf = {
  path: "fields",
  word: "field_definition",
  said: "setup-fields",
  teach: "setup-fields-teach",
  icon: FormInput,
  title: (body) => words(wordsAt(body, "label")),
  more: (body) => [capital(t(saidOf(FIELD_KINDS, body.kind) ?? "setup-field-other")), body.is_required ? t("setup-required") : ""].filter(Boolean).join(" · "),
  under: (body) => capital(label(textAt(body, "extends"))),
  order: (body) => `${String(body.sort ?? 0).padStart(6, "0")} ${words(wordsAt(body, "label"))}`,
  fresh: () => ({
    extends: "work_order",
    kind: "text",
    label: {},
    hint: {},
    is_required: false,
    choices: [],
    low: null,
    high: null,
    unit: "",
    chars_max: null,
    order_kinds: [],
    sort: 0,
    is_searched: false,
    is_retired: false,
  }),
  groups: [
    {
      said: "setup-what-it-is",
      fields: [
        { is: "words", key: "label", said: "setup-label" },
        { is: "choice", key: "extends", said: "setup-extends", choices: EXTENDABLE },
        { is: "choice", key: "kind", said: "setup-field-kind", choices: FIELD_KINDS },
        { is: "words", key: "hint", said: "setup-hint" },
        { is: "flag", key: "is_required", said: "setup-is-required", hint: "setup-is-required-hint" },
        { is: "flag", key: "is_searched", said: "setup-is-searched" },
      ],
    },
    {
      said: "setup-values",
      fields: [
        { is: "number", key: "chars_max", said: "setup-chars-max", isOptional: true, when: isOf("text") },
        { is: "decimal", key: "low", said: "setup-low", when: isOf("number") },
        { is: "decimal", key: "high", said: "setup-high", when: isOf("number") },
        { is: "text", key: "unit", said: "setup-unit", when: isOf("number") },
        {
          is: "list",
          key: "choices",
          said: "setup-choices",
          add: "setup-add-choice",
          fresh: freshChoice,
          fields: CHOICE_FIELDS,
          when: isOf("choice", "choices"),
        },
      ],
    },
    {
      said: "setup-where-shown",
      fields: [
        { is: "number", key: "sort", said: "setup-sort" },
        { is: "choices", key: "order_kinds", said: "setup-order-kinds-shown", hint: "setup-all-where-none", choices: KINDS, when: (body) => ["work_order", "visit"].includes(textAt(body, "extends")) },
        { is: "flag", key: "is_retired", said: "setup-retired", hint: "setup-field-retired-hint" },
      ],
    },
  ],
};
