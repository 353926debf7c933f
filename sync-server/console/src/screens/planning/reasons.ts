// Why somebody stands where they stand among the proposals: each reason in words with its figures.
import { duration, quantity } from "$kit/words/format.ts";
import { tag, t, words } from "$kit/words/words.svelte.ts";
import type { Type } from "$api/api.ts";

export type Reason = Type<"Reason">;
export type Proposal = Type<"ProposalRow">;

export interface Because {
  code: string;
  said: string;
  points: number;
  /** It speaks for them, against them, or is only told. */
  speaks: "for" | "against" | "neither";
}

/** Less than this of what a reason may count is no praise. */
const AGAINST = new Set(["skill_missing", "skill_expired", "no_gap", "outside_window", "promise_missed", "part_lacking"]);
const NEITHER = new Set(["travel_unknown"]);
/** A way this long is said as something against it. */
const FAR_MINUTES = 60;
/** A day this full too. */
const FULL_MINUTES = 420;

const kilometres = (metres: number) => new Intl.NumberFormat(tag(), { maximumFractionDigits: metres < 10_000 ? 1 : 0 }).format(metres / 1000);

function speaks(code: string, minutes: number | null): Because["speaks"] {
  if (AGAINST.has(code)) return "against";
  if (NEITHER.has(code)) return "neither";
  if (code.startsWith("travel_")) return (minutes ?? 0) > FAR_MINUTES ? "against" : "for";
  if (code === "load_of_day") return (minutes ?? 0) >= FULL_MINUTES ? "against" : "for";
  return "for";
}

export function because(reason: Reason, skillName: (code: string) => string, partName: (id: string) => string): Because {
  const code: string = reason.code;
  const { points, skill, expired_on: day, metres, minutes, part, quantity: amount, visits } = reason;
  const key = code === "skill_held" && !skill ? "any-skill" : code === "load_of_day" && !minutes ? "day-free" : code.replaceAll("_", "-");
  const said = t(`planning-because-${key}`, {
    skill: skill ? skillName(skill) : "",
    day: day ?? "",
    way: kilometres(metres ?? 0),
    time: duration((minutes ?? 0) * 60_000),
    part: part ? partName(part) : "",
    quantity: quantity(amount ?? 0),
    visits: visits ?? 0,
  });
  return { code, said, points, speaks: speaks(code, minutes) };
}

const WEIGHT: Record<Because["speaks"], number> = { against: 0, for: 1, neither: 2 };

/** What speaks against them first, then what counts most. */
export function reasonsOf(proposal: Proposal, skillName: (code: string) => string, parts: readonly Type<"PlannedName">[]): Because[] {
  const partName = (id: string) => words(parts.find((one) => one.id === id)?.name);
  return proposal.reasons.map((reason) => because(reason, skillName, partName)).sort((a, b) => WEIGHT[a.speaks] - WEIGHT[b.speaks] || Math.abs(b.points) - Math.abs(a.points));
}
