// What is typed about charges, as what the core is asked; and back from what was recorded.
import type { Answer, Id, Type } from "../../door/door.ts";
import { parseDecimal, parseMoney, writeDecimal, writeMoney } from "$kit/words/money.ts";
import { instantOf } from "$kit/words/zoned.ts";

export type Quote = Type<"Quote">;
export type Line = Type<"ChargeLine">;
export type Payer = Exclude<Type<"Payer">, "unknown">;
export type Charged = "travel" | "work" | "wait";

export interface Item {
  id: Id;
  /** In thousandths of its unit. */
  quantity: number;
  /** Agreed instead of the list's, as typed. */
  price: string;
}

export interface Form {
  /** Against what the records say; then `reason` says why. */
  payer: Payer | null;
  reason: string;
  services: Item[];
  /** Instead of those that were recorded. */
  parts: Item[] | null;
  /** Minutes as typed, instead of what was recorded. */
  minutes: Record<Charged, string> | null;
  /** Kilometres as typed. */
  distance: string;
  hasCallOut: boolean;
  others: { label: string; amount: string }[];
  remarks: string;
  /** 2026-11-23, the last day. */
  validUntil: string;
}

/** Where something typed cannot be read, by the path the core would name. */
export type Problems = Record<string, "amount" | "number">;

export const CHARGED: readonly Charged[] = ["work", "travel", "wait"];
const MINUTE_MS = 60_000;
const METRE_DIGITS = 3;

export const nothing = (): Form => ({
  payer: null,
  reason: "",
  services: [],
  parts: null,
  minutes: null,
  distance: "",
  hasCallOut: false,
  others: [],
  remarks: "",
  validUntil: "",
});

export interface Asked {
  toCharge: Type<"ToCharge">;
  /** Which of the other charges are asked for: rows without anything in them are not. */
  others: number[];
  problems: Problems;
}

/** What the core is asked. Where something cannot be read it is left to the list, and `problems` names it. */
export function asked(form: Form, currency: string, zone: string | null): Asked {
  const problems: Problems = {};
  const amount = (path: string, typed: string): number | null => {
    if (typed.trim() === "") return null;
    const minor = parseMoney(typed, currency);
    if (minor === undefined || minor < 0) problems[path] = "amount";
    return minor === undefined || minor < 0 ? null : minor;
  };
  const whole = (path: string, typed: string, digits: number): number => {
    const number = typed.trim() === "" ? 0 : parseDecimal(typed, digits);
    if (number === undefined || number < 0) problems[path] = "number";
    return number === undefined || number < 0 ? 0 : number;
  };
  const items = (name: string, list: readonly Item[]) =>
    list.map(({ id, quantity, price }, index) => ({ id, quantity, unit_minor: amount(`${name}[${index}].unit_minor`, price) }));
  const filled = form.others.map((other, index) => ({ ...other, index })).filter(({ label, amount }) => label.trim() !== "" || amount.trim() !== "");
  const others = filled.map(({ label, amount: typed, index }) => {
    const minor = amount(`others[${index}].minor`, typed);
    if (minor === null) problems[`others[${index}].minor`] = "amount";
    return { label: label.trim(), minor: minor ?? 0, tax: null };
  });
  const { minutes } = form;
  return {
    toCharge: {
      payer: form.payer,
      reason: form.payer ? form.reason.trim() : null,
      service_items: items("service_items", form.services),
      parts: form.parts && items("parts", form.parts),
      time_ms: minutes && Object.fromEntries(CHARGED.map((kind) => [kind, whole(`time_ms.${kind}`, minutes[kind], 0) * MINUTE_MS])),
      distance_m: whole("distance_m", form.distance, METRE_DIGITS),
      has_call_out: form.hasCallOut,
      others,
      price_list: null,
      valid_until_ms: (form.validUntil && instantOf({ day: form.validUntil, time: "23:59" }, zone)) || null,
      remarks: form.remarks.trim(),
    },
    others: filled.map(({ index }) => index),
    problems,
  };
}

type Expenses = Type<"VisitView">["expenses"];
type Usages = Type<"VisitView">["part_usages"];

/** What was recorded, asked again with all that the records and lists say by themselves. */
export function plainOf(recorded: Quote, expenses: Expenses): Type<"ToCharge"> {
  const form = formOf(recorded, undefined, expenses);
  const plain: Form = { ...form, services: form.services.map((item) => ({ ...item, price: "" })), parts: null, minutes: null };
  return asked({ ...plain, validUntil: "" }, recorded.currency, null).toCharge;
}

/**
 * The form behind what was recorded. `plain` is the answer to [plainOf]: what is alike in both was not typed. Without it
 * everything counts as typed.
 */
export function formOf(recorded: Quote, plain: Quote | undefined, expenses: Expenses, dayOf: (ms: number) => string = () => ""): Form {
  const { currency, decision, valid_until_ms, remarks } = recorded;
  const listed = (line: Line, index: number) => linesOf(plain, line.kind)[index]?.unit_minor === line.unit_minor;
  const item = (line: Line, index: number): Item[] =>
    line.item ? [{ id: line.item, quantity: line.quantity, price: listed(line, index) ? "" : writeMoney(line.unit_minor, currency) }] : [];
  const parts = linesOf(recorded, "part");
  const isAsRecorded = plain !== undefined && isAlike(parts, linesOf(plain, "part"));
  const times = recorded.lines.filter((line) => line.time !== null);
  const isTimeAsRecorded = plain !== undefined && isAlike(times, plain.lines.filter((line) => line.time !== null));
  const minutes = (kind: Charged) => {
    const line = times.find((line) => line.time === kind);
    return line ? writeDecimal(line.quantity, 3, true) : "";
  };
  const distance = recorded.lines.find((line) => line.kind === "travel" && line.time === null);
  return {
    payer: decision.overridden && decision.payer !== "unknown" ? decision.payer : null,
    reason: decision.overridden?.reason ?? "",
    services: linesOf(recorded, "service_item").flatMap(item),
    parts: isAsRecorded ? null : parts.flatMap(item),
    minutes: isTimeAsRecorded ? null : { work: minutes("work"), travel: minutes("travel"), wait: minutes("wait") },
    distance: distance ? writeDecimal(distance.quantity, METRE_DIGITS, true) : "",
    hasCallOut: recorded.lines.some((line) => line.kind === "call_out"),
    others: ownOthers(recorded, expenses).map((line) => ({ label: line.label.zh || line.label.en, amount: writeMoney(line.unit_minor, currency) })),
    remarks,
    validUntil: valid_until_ms === null ? "" : dayOf(valid_until_ms),
  };
}

/** Before the work there are no parts used; those that are planned are what it will take. */
export function partsToBegin(usages: Usages, planned: readonly Pick<Type<"NamedPart">, "part" | "quantity">[]): Item[] {
  const used = usages.filter((usage) => usage.is_current);
  return (used.length ? used : planned).map(({ part, quantity }) => ({ id: part, quantity, price: "" }));
}

/** The lines of a kind, in the order they were asked for. */
export function linesOf(quote: Quote | undefined, kind: Line["kind"]): Line[] {
  return quote?.lines.filter((line) => line.kind === kind) ?? [];
}

/**
 * Without the expenses that were passed on, which come by themselves: those that stand, and those that stood then. The core
 * names them by their kind, in both languages; what was typed is the same in both. Charges of the first versions have the note
 * alone, or the code of the kind.
 */
function ownOthers(recorded: Quote, expenses: Expenses): Line[] {
  const passedOn = expenses.filter((expense) => expense.is_charged_to_customer).map(({ note, kind, amount }) => ({ label: note ?? kind, minor: amount?.minor }));
  return linesOf(recorded, "other").filter((line) => {
    if ((line.label.zh ?? "") !== (line.label.en ?? "")) return false;
    const at = passedOn.findIndex(({ label, minor }) => label === line.label.zh && minor === line.unit_minor);
    if (at >= 0) passedOn.splice(at, 1);
    return at < 0;
  });
}

function isAlike(some: readonly Line[], others: readonly Line[]): boolean {
  const what = (line: Line) => [line.item, line.time, line.quantity, line.unit_minor].join(" ");
  return some.length === others.length && some.every((line, index) => what(line) === what(others[index] ?? line));
}

/** Whether two quotes ask the same of the customer. */
export function isSame(one: Quote, other: Quote): boolean {
  const what = ({ lines, total_minor, covered_minor, currency, decision, remarks, valid_until_ms }: Quote) =>
    JSON.stringify([
      lines.map((line) => [line.kind, line.item, line.time, line.label.zh, line.quantity, line.unit_minor, line.total_minor, line.payer]),
      total_minor,
      covered_minor,
      currency,
      decision.payer,
      decision.overridden?.reason ?? "",
      remarks,
      valid_until_ms,
    ]);
  return what(one) === what(other);
}

export type ServiceItem = Answer<"service_items">[number];

/** Those for this kind of work and this model. */
export function fittingServices(items: readonly ServiceItem[], kind: string | null, model: string): ServiceItem[] {
  return items
    .filter((item) => !item.is_retired)
    .filter((item) => item.kinds.length === 0 || item.kinds.some((known) => known === kind))
    .filter((item) => item.models.length === 0 || item.models.includes(model))
    .sort((a, b) => a.number.localeCompare(b.number));
}
