// What somebody wanted with what was refused or is kept apart: each thing as a sentence, with its details as lines. Never JSON, never
// hashes; what nobody has a word for is told by its name.
import { capital } from "$kit/words/capital.ts";
import { quantity } from "$kit/words/format.ts";
import { label, t } from "$kit/words/words.svelte.ts";
import type { Type } from "$api/api.ts";
import { fieldName, type Line, linesOf, linesOfField } from "./fields.ts";
import { author, list, type Shape, shape, text } from "./json.ts";

export interface Thing {
  /** What was to be done, in a few words. */
  said: string;
  /** Of a movement: the part, from where and to where, which have names of their own. */
  moved: readonly { amount: string; part: string; from: string; to: string; serial: string }[];
  lines: readonly Line[];
  /** `word/id`: where it was to be. */
  subjects: readonly string[];
  /** The visit's step that an answer is to. */
  step: string;
  raw: string;
}

export interface Meant {
  verb: string;
  by: Type<"Author"> | undefined;
  atMs: number | undefined;
  receivedMs: number | undefined;
  things: readonly Thing[];
  hidden: number;
  isCut: boolean;
  subjects: readonly string[];
}

const COLLECTIONS: Readonly<Record<string, string>> = {
  answers: "desk-meant-answer",
  attachments: "desk-meant-file",
  charges: "desk-meant-charges",
  components: "desk-meant-component",
  expenses: "desk-meant-expense",
  findings: "desk-meant-finding",
  lines: "desk-meant-line",
  notes: "desk-meant-note",
  part_usages: "desk-meant-part-usage",
  payments: "desk-meant-payment",
  photos: "desk-meant-photo",
  planned_parts: "desk-meant-line",
  questions: "desk-meant-question",
  quotes: "desk-meant-quote",
  remarks: "desk-meant-remark",
  replies: "desk-meant-reply",
  steps: "desk-meant-step",
  time_entries: "desk-meant-time",
  withdrawals: "desk-meant-withdrawal",
};

const FACTS: Readonly<Record<string, string>> = {
  acceptance: "desk-meant-acceptance",
  assignment: "desk-meant-assignment",
  claim: "desk-meant-claim",
  code_binding: "desk-meant-code",
  count: "desk-meant-count",
  decision: "desk-meant-decision",
  decline: "desk-meant-decline",
  failure: "desk-meant-failure",
  hand_over: "desk-meant-hand-over",
  lifecycle: "desk-meant-lifecycle",
  meter_reading: "desk-meant-meter",
  proposed_correction: "desk-meant-correction",
  rating: "desk-meant-rating",
  sealed_report: "desk-meant-report",
  signature: "desk-meant-signature",
};

const ms = (at: string | null | undefined) => (at ? Date.parse(at) : undefined);

function ofMovement(body: Shape): Thing["moved"] {
  return list(body.lines).map((one) => {
    const line = shape(one);
    const amount = typeof line.quantity === "number" ? quantity(line.quantity) : "";
    return { amount, part: text(line.part), from: text(line.from), to: text(line.to), serial: text(line.serial) };
  });
}

function thing(wanted: Type<"WantedChange">): Thing {
  const value = wanted.value as unknown;
  const body = shape(value);
  const nothing: Thing = { said: "", moved: [], lines: [], subjects: wanted.subjects, step: "", raw: "" };
  if (wanted.kind === "field") {
    return { ...nothing, said: t("desk-meant-field", { field: fieldName(wanted.name) }), lines: linesOfField(wanted.name, (value ?? null) as Shape[string]) };
  }
  if (wanted.kind === "entry") {
    const said = COLLECTIONS[wanted.name];
    const isAnswer = wanted.name === "answers";
    const rest = isAnswer ? { ...body, value: null } : body;
    return {
      ...nothing,
      said: said ? t(said) : t("desk-meant-entry", { what: label(wanted.name) }),
      lines: linesOf(rest),
      step: isAnswer ? text(body.step) : "",
      raw: isAnswer ? text(body.value) : "",
    };
  }
  if (wanted.name === "movement") {
    const { lines: _, reason, ...rest } = body;
    return { ...nothing, said: t("desk-meant-movement", { why: label(text(reason)) }), moved: ofMovement(body), lines: linesOf({ note: rest.note ?? null }) };
  }
  if (wanted.name === "press") return { ...nothing, said: t("desk-meant-press", { press: capital(label(text(body.press))) }), lines: linesOf({ ...body, press: null }) };
  const said = FACTS[wanted.name];
  return { ...nothing, said: said ? t(said) : t("desk-meant-entry", { what: label(wanted.name) }), lines: linesOf(body) };
}

export function meantBy({ intent }: Pick<Type<"AttentionBody">, "intent">): Meant | undefined {
  if (!intent) return undefined;
  const things = intent.wanted.map(thing);
  const subjects = [...new Set(things.flatMap((one) => one.subjects))];
  return { verb: intent.verb, by: author(intent.by as unknown as Shape[string]), atMs: ms(intent.at), receivedMs: ms(intent.received), things, hidden: intent.hidden, isCut: intent.is_cut, subjects };
}
