// What presses and pauses are called on buttons, and what a person may press at a visit.
import type { Type } from "../../door/door.ts";

type Press = Type<"Press">;

export const PRESS_WORDS: Partial<Record<Press, string>> = {
  accept: "press-accept",
  confirm_with_customer: "press-confirm-with-customer",
  depart: "press-depart",
  arrive: "press-arrive",
  start: "press-start",
  pause: "press-pause",
  resume: "press-resume",
  finish: "press-finish",
  cannot_complete: "press-cannot-complete",
  second_visit_needed: "press-second-visit-needed",
};

type PauseKind = Exclude<Type<"PauseKind">, "unknown">;

export const PAUSES = [
  { pause: "parts", words: "job-pause-parts" },
  { pause: "customer", words: "job-pause-customer" },
  { pause: "access", words: "job-pause-access" },
  { pause: "weather", words: "job-pause-weather" },
  { pause: "colleague", words: "job-pause-colleague" },
  { pause: "break", words: "job-pause-break" },
  { pause: "end_of_day", words: "job-pause-end-of-day" },
  { pause: "other", words: "job-pause-other" },
] as const satisfies readonly { pause: PauseKind; words: string }[];

/** While these last, no promise to the customer runs. */
export const PAUSES_THAT_STOP_PROMISES: readonly PauseKind[] = ["customer", "access", "weather"];

type Standing = Pick<Type<"JobCard">, "next_press" | "legal_presses">;

/** What this person may press now, besides what comes next: steps of the way that were forgotten, a pause, an end. */
export function alsoFor({ next_press, legal_presses }: Standing): Press[] {
  return legal_presses.filter((press) => press !== next_press);
}

export type Part = "lead" | "helper" | "expert" | "former" | "none";
type Team = { lead: string | null; helpers: readonly string[]; expert: string | null; former: readonly string[] };

export function partOf(team: Team | undefined, user: string | undefined): Part {
  if (!team || !user) return "none";
  if (team.lead === user) return "lead";
  if (team.helpers.includes(user)) return "helper";
  if (team.expert === user) return "expert";
  return team.former.includes(user) ? "former" : "none";
}

type Of = { visit: string; status: Type<"VisitStatus"> } & Team;

/** The visit of an order that this person looks for: their newest that has not ended, else their newest, else the one under way, else the newest. */
export function visitFor(visits: readonly Of[], user: string | undefined, hasEnded: (status: Type<"VisitStatus">) => boolean): string | undefined {
  const newest = [...visits].reverse();
  const own = newest.filter((visit) => !["none", "former"].includes(partOf(visit, user)));
  const isOpen = (visit: Of) => !hasEnded(visit.status);
  return (own.find(isOpen) ?? own[0] ?? newest.find(isOpen) ?? newest[0])?.visit;
}
