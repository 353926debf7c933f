// What is said about charges: who pays and why, what a line is, how money was taken.
import type { Type } from "../../door/door.ts";
import { day, money, quantity, unitName } from "$kit/words/format.ts";
import { t, tag, words } from "$kit/words/words.svelte.ts";
import { expenseNameOr } from "../time/kinds.ts";
import type { Line } from "./form.ts";

const PAYERS: Record<Type<"Payer">, string> = {
  warranty: "charges-payer-warranty",
  contract: "charges-payer-contract",
  customer: "charges-payer-customer",
  goodwill: "charges-payer-goodwill",
  unknown: "charges-payer-unknown",
};

const REASONS: Record<Type<"CoverReasonCode">, string> = {
  no_device: "charges-why-no-device",
  no_warranty: "charges-why-no-warranty",
  warranty_valid: "charges-why-warranty-valid",
  warranty_ended: "charges-why-warranty-ended",
  warranty_start_not_known: "charges-why-warranty-start-not-known",
  no_contract: "charges-why-no-contract",
  contract_valid: "charges-why-contract-valid",
  contract_not_started: "charges-why-contract-not-started",
  contract_ended: "charges-why-contract-ended",
  contract_suspended: "charges-why-contract-suspended",
  kind_not_covered: "charges-why-kind-not-covered",
  cause_excluded: "charges-why-cause-excluded",
  unknown: "charges-why-unknown",
};

const METHODS: Record<Type<"PaymentMethod">, string> = {
  cash: "charges-method-cash",
  transfer: "charges-method-transfer",
  link: "charges-method-link",
  card: "charges-method-card",
  invoice: "charges-method-invoice",
  other: "charges-method-other",
  unknown: "charges-method-unknown",
};

const UNITS: Record<string, string> = { h: "charges-unit-h", min: "charges-unit-min", km: "charges-unit-km" };

export const METHOD_CHOICES = ["cash", "transfer", "link", "card", "invoice", "other"] as const;
export const PAYER_CHOICES = ["customer", "warranty", "contract", "goodwill"] as const;

export function payerWords(payer: Type<"Payer">): string {
  return t(PAYERS[payer]);
}

export function methodWords(method: Type<"PaymentMethod">): string {
  return t(METHODS[method]);
}

/** What people call the unit of a price. */
export function unitWords(unit: string): string {
  const key = UNITS[unit];
  return key ? t(key) : unitName(unit);
}

/** A step of the way to the decision, with the name of the contract or warranty and the day it is about. */
export function reasonWords({ code, day: on }: Type<"CoverReason">, name: string): string {
  return t(REASONS[code], { name, day: on ? isoDayWords(on) : "", dated: on ? "yes" : "no", named: name ? "yes" : "no" });
}

function isoDayWords(iso: string): string {
  return day(Date.parse(`${iso}T12:00:00Z`), "UTC");
}

/** Expenses that are passed on carry the code of their kind where nothing was noted. */
export function lineName(line: Line): string {
  return line.kind === "other" ? expenseNameOr(words(line.label)) : words(line.label);
}

/** 2 件 × ¥360.00, 60 分钟，每小时 ¥520.00 */
export function lineReckoning(line: Line, currency: string): string {
  const price = money(line.unit_minor, currency);
  if (line.time !== null) return t("charges-line-time", { minutes: quantity(line.quantity), price });
  return `${quantity(line.quantity)} ${unitWords(line.unit)} × ${price}`;
}

/** 1300 basis points are 13 %. */
export function taxRate(basisPoints: number): string {
  return new Intl.NumberFormat(tag(), { style: "percent", maximumFractionDigits: 2 }).format(basisPoints / 10_000);
}
