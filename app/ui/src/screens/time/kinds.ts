// How the kinds of time and of expenses look, and what they are called on the screens of time.
import Bed from "@lucide/svelte/icons/bed";
import Bus from "@lucide/svelte/icons/bus";
import CircleEllipsis from "@lucide/svelte/icons/circle-ellipsis";
import Clock from "@lucide/svelte/icons/clock";
import Coffee from "@lucide/svelte/icons/coffee";
import Fuel from "@lucide/svelte/icons/fuel";
import Hourglass from "@lucide/svelte/icons/hourglass";
import Mail from "@lucide/svelte/icons/mail";
import Navigation from "@lucide/svelte/icons/navigation";
import Package from "@lucide/svelte/icons/package";
import SquareParking from "@lucide/svelte/icons/square-parking";
import Ticket from "@lucide/svelte/icons/ticket";
import Utensils from "@lucide/svelte/icons/utensils";
import Wrench from "@lucide/svelte/icons/wrench";
import type { Component } from "svelte";
import type { Type } from "../../door/door.ts";
import { t } from "$kit/words/words.svelte.ts";

type Look = { key: string; icon: Component };
export type ExpenseKind = Type<"ExpenseKind">;

const TIMES: Record<Type<"TimeKind">, Look> = {
  travel: { key: "time-kind-travel", icon: Navigation },
  work: { key: "time-kind-work", icon: Wrench },
  wait: { key: "time-kind-wait", icon: Hourglass },
  break: { key: "time-kind-break", icon: Coffee },
  unknown: { key: "time-kind-unknown", icon: Clock },
};

const EXPENSES: Record<ExpenseKind, Look> = {
  transport: { key: "time-expense-transport", icon: Bus },
  fuel: { key: "time-expense-fuel", icon: Fuel },
  parking: { key: "time-expense-parking", icon: SquareParking },
  toll: { key: "time-expense-toll", icon: Ticket },
  lodging: { key: "time-expense-lodging", icon: Bed },
  meal: { key: "time-expense-meal", icon: Utensils },
  material: { key: "time-expense-material", icon: Package },
  postage: { key: "time-expense-postage", icon: Mail },
  other: { key: "time-expense-other", icon: CircleEllipsis },
  unknown: { key: "time-expense-unknown", icon: CircleEllipsis },
};

export const TIME_KINDS = ["travel", "work", "wait", "break"] as const;
export const EXPENSE_KINDS = ["transport", "fuel", "parking", "toll", "lodging", "meal", "material", "postage", "other"] as const;

export function timeIcon(kind: Type<"TimeKind">): Component {
  return TIMES[kind].icon;
}

export function timeName(kind: Type<"TimeKind">): string {
  return t(TIMES[kind].key);
}

export function expenseIcon(kind: ExpenseKind): Component {
  return EXPENSES[kind].icon;
}

export function expenseName(kind: ExpenseKind): string {
  return t(EXPENSES[kind].key);
}

/** The name of a kind that the core wrote as a code, else the words as they stand. */
export function expenseNameOr(written: string): string {
  return EXPENSE_KINDS.some((kind) => kind === written) ? expenseName(written as ExpenseKind) : written;
}
