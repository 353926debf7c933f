// What the detail of an attention item holds, by its kind: the values that stand against each other, and what else is known.
import { capital } from "$kit/words/capital.ts";
import { duration, quantity } from "$kit/words/format.ts";
import { label, t, words } from "$kit/words/words.svelte.ts";
import type { Type } from "$api/api.ts";
import { fieldName, type Line, linesOf, linesOfField, said } from "./fields.ts";
import { author, count, type Json, list, type Shape, shape, text } from "./json.ts";
import { limitsOf, readingOf } from "$kit/words/readings.ts";
import { meantBy, type Meant } from "./meant.ts";
import { whyKept, whyRefused } from "./why.ts";

export type Item = Type<"AttentionBody">;
export type By = Type<"Author"> | undefined;

/** One of the values of a conflict. */
export interface Version {
  /** The operation or entry that a decision names. */
  operation: string;
  lines: readonly Line[];
  by: By;
  atMs: number | undefined;
  receivedMs: number | undefined;
  /** It is the one that screens show. */
  isShown: boolean;
  /** The answer to a step as it was written; empty for other things. */
  raw: string;
}

export interface Detail {
  versions: readonly Version[];
  lines: readonly Line[];
  by: By;
  /** When it was recorded by the clock in the field; where the item says so. */
  atMs: number | undefined;
  /** When it was received; where the item says so. */
  receivedMs: number | undefined;
  /** Variables of the sentence. */
  says: { field: string; what: string; press: string; status: string; verb: string; why: string; long: string };
  /** Entry id of the visit's step that it is about. */
  step: string;
  /** Other subjects concerned, `word/id`. */
  also: readonly string[];
  /** What somebody wanted with what was refused or is kept apart, once it was asked for. */
  meant: Meant | undefined;
}

export type Standing = { state: "open" } | { state: "claimed" | "decided" | "dismissed"; by: By; atMs: number; reason: string; decision: Json };

/** How an item stands, and who said so. */
export function standingOf(item: Item): Standing {
  const { state, by, at_ms, reason, decision } = shape(item.state);
  if (state !== "claimed" && state !== "decided" && state !== "dismissed") return { state: "open" };
  return { state, by: author(by), atMs: count(at_ms) ?? 0, reason: text(reason), decision: decision ?? null };
}

/** Who has it in hand. */
export function ownerOf(item: Item): string | undefined {
  const standing = standingOf(item);
  return standing.state === "claimed" && standing.by && "user" in standing.by ? standing.by.user : undefined;
}

const COLLECTIONS: Readonly<Record<string, string>> = {
  answers: "desk-what-answers",
  time_entries: "desk-what-time-entries",
  expenses: "desk-what-expenses",
  part_usages: "desk-what-part-usages",
  findings: "desk-what-findings",
  notes: "desk-what-notes",
  charges: "desk-what-charges",
  quotes: "desk-what-quotes",
  payments: "desk-what-payments",
  remarks: "desk-what-remarks",
  planned_parts: "desk-what-planned-parts",
  lines: "desk-what-lines",
};

function ofRegister(key: string, value: unknown, isShown: boolean): Version {
  const written = shape(value);
  return {
    operation: text(written.operation),
    lines: linesOfField(key, written.value ?? null),
    by: author(written.by),
    atMs: count(written.at_ms),
    receivedMs: count(written.received_ms),
    isShown,
    raw: "",
  };
}

function ofEntry(value: Json): Version {
  const entry = shape(value);
  return { operation: text(entry.id), lines: linesOf(entry), by: author(entry.by), atMs: count(entry.at_ms), receivedMs: count(entry.received_ms), isShown: false, raw: text(entry.value) };
}

const line = (name: string, value: string): Line[] => (value ? [{ name, value }] : []);
const titleOf = (value: unknown) => words({ zh: text(shape(value).zh), en: text(shape(value).en) });
const unspoken = (): Detail["says"] => ({ field: "", what: "", press: "", status: "", verb: "", why: "", long: "" });

function ofMovement(seen: Shape): Line[] {
  return list(seen.lines ?? shape(seen.body).lines).map((one) => {
    const { part, quantity: moved, serial } = shape(one);
    return { name: fieldName("part"), value: [`× ${quantity(count(moved) ?? 0)}`, text(serial)].filter(Boolean).join(" · "), subject: `part/${text(part)}` };
  });
}

type Reader = (item: Item, detail: Shape, found: Detail) => void;

const kept: Reader = (item, detail, found) => {
  const isUnit = text(detail.verb) !== "" || detail.unit !== undefined;
  found.says.verb = capital(label(isUnit ? text(detail.verb) : item.key));
  const reason = text(detail.reason);
  found.says.why = !isUnit ? whyKept("") : text(detail.state) === "review" ? whyKept(reason) : whyRefused(reason, text(detail.path));
  if (text(detail.user)) found.by = { by: "field_device", user: text(detail.user), field_device: text(detail.field_device) };
  found.meant = meantBy(item);
  // Until what was meant is here, and of an older server.
  found.lines = found.meant ? [] : linesOf(shape(detail.body));
};

const READERS: Readonly<Record<string, Reader>> = {
  field_conflict: (item, detail, found) => {
    found.says.field = fieldName(item.key);
    found.versions = [ofRegister(item.key, detail.shown, true), ...list(detail.others).map((other) => ofRegister(item.key, other, false))];
  },
  entry_conflict: (item, detail, found) => {
    const [collection = "", id = ""] = item.key.split(".");
    found.says.what = t(COLLECTIONS[collection] ?? "desk-what-other");
    if (collection === "answers") found.step = id;
    found.versions = list(detail.entries).map(ofEntry);
  },
  illegal_press: (_item, detail, found) => {
    found.says.press = capital(label(detail.hand_over ? "hand_over" : text(detail.press)));
    found.says.status = label(text(detail.status));
  },
  claim_conflict: (_item, detail, found) => {
    const confirmed = list(detail.confirmed).map((one) => ({ ...shape(shape(one).body), ...shape(one) }) as Shape);
    const version = (user: string, rest: Shape, isShown: boolean): Version => ({
      operation: user,
      lines: [{ name: fieldName("user"), value: "", subject: `user/${user}` }],
      by: author(rest.by),
      atMs: count(rest.at_ms),
      receivedMs: count(rest.received_ms),
      isShown,
      raw: "",
    });
    found.versions = confirmed.length
      ? confirmed.map((one, at) => version(text(one.user), one, at === 0))
      : [version(text(detail.shown), { by: detail.by ?? null }, true), version(text(detail.other), {}, false)];
  },
  late_work: kept,
  signed_differs: kept,
  refused: kept,
  out_of_limits: (_item, detail, found) => {
    const measurement = shape(detail.measurement);
    const unit = text(measurement.unit);
    found.step = text(detail.step);
    found.says.what = titleOf(detail.title);
    found.lines = [
      ...line(t("desk-reading"), readingOf(text(detail.reading), unit)),
      ...line(t("desk-limits"), limitsOf({ low: text(measurement.low), high: text(measurement.high), unit })),
      ...line(fieldName("note"), text(detail.note)),
    ];
  },
  proposed_correction: (item, detail, found) => {
    const correction = shape(detail.correction);
    const field = text(correction.field).split(".")[0] ?? "";
    found.says.field = fieldName(field);
    const version = (value: Json, operation: string, isShown: boolean): Version => ({
      operation,
      lines: [{ name: fieldName(field), value: said(field, value) || t("desk-empty-value") }],
      by: isShown ? undefined : found.by,
      atMs: isShown ? undefined : Date.parse(item.since ?? ""),
      receivedMs: undefined,
      isShown,
      raw: "",
    });
    found.versions = [version(correction.present ?? null, "reject", true), version(correction.proposed ?? null, "accept", false)];
    found.lines = line(fieldName("note"), text(correction.note));
  },
  help_asked: (_item, detail, found) => {
    const question = shape(detail.question);
    found.by = author(question.by);
    found.step = text(question.step);
    found.says.what = text(question.text);
  },
  stock_discrepancy: (_item, detail, found) => {
    const held = shape(detail.balance);
    const seen = shape(detail.movement);
    found.by = author(seen.by);
    found.receivedMs = count(seen.received_ms);
    found.says.what = t(detail.balance ? "desk-say-below-zero" : "desk-say-by-another");
    found.lines = detail.balance
      ? [{ name: fieldName("part"), value: t("desk-booked", { quantity: quantity(count(held.quantity) ?? 0) }), subject: `part/${text(held.part)}` }]
      : ofMovement(seen);
    found.also = ["visit", "work_order"].flatMap((word) => (text(seen[word]) ? [`${word}/${text(seen[word])}`] : []));
  },
  given_declined: (_item, detail, found) => {
    found.lines = line(t("reason-label"), text(detail.reason));
  },
  count_difference: (_item, detail, found) => {
    found.lines = list(detail.differences).map((one) => {
      const { part, counted, expected, serial } = shape(one);
      const both = t("desk-counted", { counted: quantity(count(counted) ?? 0), expected: quantity(count(expected) ?? 0) });
      return { name: fieldName("part"), value: [both, text(serial)].filter(Boolean).join(" · "), subject: `part/${text(part)}` };
    });
  },
  code_conflict: (item, detail, found) => {
    found.says.what = text(detail.code) || text(detail.key) || item.key;
    found.also = detail.other ? [text(detail.other)] : list(detail.also).map(text);
  },
  clock_jump: (_item, detail, found) => {
    found.says.long = duration(Math.abs(count(detail.off_ms) ?? 0));
  },
  parts_wanted: (_item, detail, found) => {
    const wanted = shape(detail.line);
    found.by = author(wanted.by);
    found.lines = linesOf(wanted);
  },
  not_accepted: (_item, detail, found) => {
    const acceptance = shape(detail.acceptance);
    found.by = author(acceptance.by);
    found.receivedMs = count(acceptance.received_ms);
    found.says.what = label(text(acceptance.verdict ?? shape(acceptance.body).verdict), "verdict");
    found.lines = linesOf({ ...acceptance, verdict: null, received_ms: null, is_in_review: null });
  },
};

export function detailOf(item: Item): Detail {
  const detail = shape(item.detail);
  const also = list(detail.also).map(text).filter((subject) => subject.includes("/"));
  const found: Detail = { versions: [], lines: [], by: author(detail.by), atMs: count(detail.at_ms), receivedMs: count(detail.received_ms), says: unspoken(), step: "", also, meant: undefined };
  READERS[item.kind]?.(item, detail, found);
  return found;
}
