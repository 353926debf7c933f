// What the detail of an attention item holds, by its kind: the values that stand against each other, and what else is known.
import type { Answer, Type } from "../../door/door.ts";
import type { Subject } from "../../lib/subject.ts";
import { duration, quantity } from "$kit/words/format.ts";
import { label, t, words } from "$kit/words/words.svelte.ts";
import { deed } from "../sync/deeds.ts";
import { count, type Intent, intentOf, type Json, list, type Shape, shape, text } from "../sync/intent.ts";
import { fieldName, type Line, linesOfField, linesOfRecord, said } from "../sync/meant.ts";
import { whyKept, whyRefused } from "../sync/why.ts";

export type Item = Answer<"attention">[number];

/** One of the values of a conflict. */
export interface Version {
  /** The operation or entry that a decision names. */
  operation: string;
  lines: readonly Line[];
  by: Type<"Author"> | undefined;
  atMs: number | undefined;
  /** It is the one that the screens show. */
  isShown: boolean;
  value: Json;
}

export interface Detail {
  versions: readonly Version[];
  lines: readonly Line[];
  by: Type<"Author"> | undefined;
  /** When it was recorded and when the server had it; where the item says so. */
  atMs: number | undefined;
  receivedMs: number | undefined;
  /** Variables of the sentence. */
  says: { field: string; what: string; press: string; status: string; verb: string; why: string; long: string };
  /** What was meant, where it is of this phone. */
  intent: Intent | undefined;
  /** The step it is about. */
  step: string;
}

function author(value: unknown): Type<"Author"> | undefined {
  const by = shape(value);
  return text(by.by) ? (by as unknown as Type<"Author">) : undefined;
}

const COLLECTIONS: Readonly<Record<string, string>> = {
  answers: "attention-what-answers",
  time_entries: "attention-what-time-entries",
  expenses: "attention-what-expenses",
  part_usages: "attention-what-part-usages",
  findings: "attention-what-findings",
  notes: "attention-what-notes",
  charges: "attention-what-charges",
  quotes: "attention-what-quotes",
  payments: "attention-what-payments",
  components: "attention-what-components",
  remarks: "attention-what-remarks",
  planned_parts: "attention-what-planned-parts",
  lines: "attention-what-lines",
  steps: "attention-what-steps",
};

function ofRegister(key: string, value: unknown, isShown: boolean): Version {
  const written = shape(value);
  return {
    operation: text(written.operation),
    lines: linesOfField(key, written.value ?? null),
    by: author(written.by),
    atMs: count(written.at_ms),
    isShown,
    value: written.value ?? null,
  };
}

function ofEntry(value: Json): Version {
  const entry = shape(value);
  return {
    operation: text(entry.id),
    lines: linesOfRecord(value),
    by: author(entry.by),
    atMs: count(entry.at_ms),
    isShown: false,
    value,
  };
}

function named(subject: string, word: string, name: string, value = ""): Line {
  return { key: word, name, value, subject: (subject.includes("/") ? subject : `${word}/${subject}`) as Subject };
}

function line(name: string, value: string): Line[] {
  return value ? [{ key: name, name, value }] : [];
}

function limits(measurement: Shape): string {
  const [low, high] = [text(measurement.low), text(measurement.high)];
  if (low && high) return `${low} – ${high} ${text(measurement.unit)}`;
  if (low) return `≥ ${low} ${text(measurement.unit)}`;
  return high ? `≤ ${high} ${text(measurement.unit)}` : "";
}

export function detailOf(item: Item): Detail {
  const detail = shape(item.detail);
  const found: Detail = {
    versions: [],
    lines: [],
    by: author(detail.by),
    atMs: count(detail.at_ms),
    receivedMs: count(detail.received_ms),
    says: { field: "", what: "", press: "", status: "", verb: "", why: "", long: "" },
    intent: undefined,
    step: "",
  };
  switch (item.kind as string) {
    case "field_conflict": {
      found.says.field = fieldName(item.key);
      found.versions = [ofRegister(item.key, detail.shown, true), ...list(detail.others).map((other) => ofRegister(item.key, other, false))];
      break;
    }
    case "entry_conflict": {
      const [collection = "", id = ""] = item.key.split(".");
      found.says.what = t(COLLECTIONS[collection] ?? "attention-what-other");
      if (collection === "answers") found.step = id;
      found.versions = list(detail.entries).map(ofEntry);
      break;
    }
    case "illegal_press": {
      found.says.press = detail.hand_over ? deed("hand_over") : deed(text(detail.press));
      found.says.status = label(text(detail.status));
      break;
    }
    case "claim_conflict": {
      const people = detail.confirmed
        ? list(detail.confirmed).map((one) => text(shape(shape(one).body).user) || text(shape(one).user))
        : [text(detail.shown), text(detail.other)];
      found.lines = people.filter(Boolean).map((user) => named(user, "user", fieldName("user")));
      break;
    }
    case "late_work":
    case "signed_differs":
    case "refused": {
      const isUnit = text(detail.verb) !== "" || detail.unit !== undefined;
      found.says.verb = isUnit ? deed(text(detail.verb)) : label(item.key);
      const reason = text(detail.reason);
      const isReview = text(detail.state) === "review";
      found.says.why = !isUnit ? whyKept("") : isReview ? whyKept(reason) : whyRefused(reason, text(detail.path));
      if (detail.user) found.by = { by: "field_device", user: text(detail.user), field_device: text(detail.field_device) };
      if (detail.intent) found.intent = intentOf(detail.intent);
      else if (detail.body) found.lines = linesOfRecord(detail.body);
      break;
    }
    case "out_of_limits": {
      const measurement = shape(detail.measurement);
      found.step = text(detail.step);
      found.says.what = words({ zh: text(shape(detail.title).zh), en: text(shape(detail.title).en) });
      found.lines = [
        ...line(fieldName("reading"), `${text(detail.reading)} ${text(measurement.unit)}`.trim()),
        ...line(t("attention-limits"), limits(measurement)),
        ...line(fieldName("note"), text(detail.note)),
      ];
      break;
    }
    case "proposed_correction": {
      const correction = shape(detail.correction);
      const field = text(correction.field).split(".")[0] ?? "";
      found.says.field = fieldName(field);
      found.lines = [
        ...line(fieldName("present"), said(field, correction.present ?? null) || t("attention-empty-value")),
        ...line(fieldName("proposed"), said(field, correction.proposed ?? null) || t("attention-empty-value")),
        ...line(fieldName("note"), text(correction.note)),
      ];
      break;
    }
    case "help_asked": {
      const question = shape(detail.question);
      found.by = author(question.by);
      found.lines = line(fieldName("question"), text(question.text));
      break;
    }
    case "stock_discrepancy": {
      const { balance, movement } = detail;
      if (balance) {
        const held = shape(balance);
        const booked = t("attention-booked", { quantity: quantity(count(held.quantity) ?? 0) });
        found.lines = [{ ...named(text(held.part), "part", fieldName("part"), booked), isNamedBySubject: true }];
      } else {
        const seen = shape(movement);
        found.by = author(seen.by);
        found.lines = list(shape(seen.body ?? seen).lines).map((one) =>
          named(text(shape(one).part), "part", fieldName("part"), `× ${quantity(count(shape(one).quantity) ?? 0)}`),
        );
      }
      break;
    }
    case "count_difference": {
      found.lines = list(detail.differences).map((one) => {
        const difference = shape(one);
        const [counted, expected] = [count(difference.counted) ?? 0, count(difference.expected) ?? 0];
        const both = t("attention-counted", { counted: quantity(counted), expected: quantity(expected) });
        return { ...named(text(difference.part), "part", fieldName("part"), both), isNamedBySubject: true };
      });
      break;
    }
    case "code_conflict": {
      const others = detail.other ? [text(detail.other)] : list(detail.also).map(text);
      found.lines = [...line(fieldName("code"), text(detail.code) || text(detail.key)), ...others.map((other) => named(other, "device", t("attention-also-on")))];
      break;
    }
    case "clock_jump":
      found.says.long = duration(Math.abs(count(detail.off_ms) ?? 0));
      break;
    case "parts_wanted": {
      found.by = author(shape(detail.line).by);
      found.lines = linesOfRecord(detail.line ?? null);
      break;
    }
    case "not_accepted": {
      const acceptance = shape(detail.acceptance);
      found.by = author(acceptance.by);
      found.lines = linesOfRecord(acceptance.body ?? null);
      break;
    }
    case "likely_duplicate":
      found.lines = list(detail.also).map((other) => named(text(other), "work_order", t("attention-older-order")));
      break;
  }
  return found;
}
