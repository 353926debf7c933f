// What the customer said and how the device was left, in words of their own: the same codes mean other things of visits.
import { capital } from "$kit/words/capital.ts";
import { label, t } from "$kit/words/words.svelte.ts";

const VERDICTS: Readonly<Record<string, string>> = {
  accepted: "review-verdict-accepted",
  accepted_with_reservations: "review-verdict-reservations",
  not_solved: "review-verdict-not-solved",
};
const STATES: Readonly<Record<string, string>> = { working: "review-state-working", limited: "review-state-limited", stopped: "review-state-stopped" };
const EXPENSES: Readonly<Record<string, string>> = {
  transport: "review-expense-transport",
  fuel: "review-expense-fuel",
  parking: "review-expense-parking",
  toll: "review-expense-toll",
  lodging: "review-expense-lodging",
  meal: "review-expense-meal",
  material: "review-expense-material",
  postage: "review-expense-postage",
};
const MOVED: Readonly<Record<string, string>> = {
  receive: "review-moved-receive",
  issue: "review-moved-issue",
  accept: "review-moved-accept",
  use: "review-moved-use",
  return: "review-moved-return",
  undo: "review-moved-undo",
  scrap: "review-moved-scrap",
  adjust: "review-moved-adjust",
  settle: "review-moved-settle",
};
const PRESSES: Readonly<Record<string, string>> = {
  accept: "review-did-accept",
  confirm_with_customer: "review-did-confirm",
  depart: "review-did-depart",
  arrive: "review-did-arrive",
  start: "review-did-start",
  pause: "review-did-pause",
  resume: "review-did-resume",
  finish: "review-did-finish",
  cannot_complete: "review-did-cannot-complete",
  second_visit_needed: "review-did-second-visit",
  take_back: "review-did-take-back",
  review_accept: "review-did-review-accept",
  review_return: "review-did-review-return",
  schedule: "review-did-schedule",
  reschedule: "review-did-reschedule",
  close: "review-did-close",
  cancel: "review-did-cancel",
  reopen: "review-did-reopen",
};

const said = (keys: Readonly<Record<string, string>>, code: string) => (keys[code] ? t(keys[code]) : capital(label(code)));

export const verdictSaid = (code: string): string => said(VERDICTS, code);
export const stateSaid = (code: string): string => said(STATES, code);
export const expenseSaid = (code: string): string => said(EXPENSES, code);
/** Why parts went from one place to another. */
export const movedSaid = (code: string): string => said(MOVED, code);
/** What somebody did. */
export const pressSaid = (code: string): string => said(PRESSES, code);
