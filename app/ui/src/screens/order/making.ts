// What an order that is being made can be, and what speaks against making it.
import type { Answer, Type } from "../../door/door.ts";

export type Kind = Exclude<Type<"Kind">, "unknown">;
export type Mode = Exclude<Type<"Mode">, "unknown">;

const KINDS: readonly Kind[] = ["repair", "maintain", "inspect", "install", "replace", "consult", "survey", "train", "retire"];
const MODES: readonly Mode[] = ["onsite", "remote", "workshop"];

type Pair = Pick<Answer<"order_kinds">[number], "kind" | "mode" | "is_retired" | "required_fields">;

/** Kinds that the company does; all where it named none. */
export function kindsOf(pairs: readonly Pair[]): Kind[] {
  const held = new Set<string>(pairs.filter((pair) => !pair.is_retired).map(({ kind }) => kind));
  return held.size === 0 ? [...KINDS] : KINDS.filter((kind) => held.has(kind));
}

/** Modes in which the company does a kind; all where it named none. */
export function modesOf(pairs: readonly Pair[], kind: Kind | null): Mode[] {
  const held = new Set<string>(pairs.filter((pair) => !pair.is_retired && pair.kind === kind).map(({ mode }) => mode));
  return held.size === 0 ? [...MODES] : MODES.filter((mode) => held.has(mode));
}

/** The mode that was chosen where it fits, else on site, else the only one. */
export function modeOf(modes: readonly Mode[], chosen: Mode | null): Mode {
  if (chosen && modes.includes(chosen)) return chosen;
  return modes.includes("onsite") ? "onsite" : (modes[0] ?? "onsite");
}

/** Without a device such an order could be made and never finished. */
export function needsDevice(pairs: readonly Pair[], kind: Kind | null, mode: Mode): boolean {
  return pairs.some((pair) => pair.kind === kind && pair.mode === mode && !pair.is_retired && pair.required_fields.includes("device"));
}

type Past = Pick<Type<"PastVisit">, "work_order" | "number" | "title" | "status">;

/** Orders for the same device that are still open, each once, the newest first. */
export function openFor(history: readonly Past[], except: string | null, hasEnded: (status: Type<"VisitStatus">) => boolean): Past[] {
  const found = new Map<string, Past>();
  for (const past of history) {
    if (past.work_order && past.work_order !== except && !hasEnded(past.status) && !found.has(past.work_order)) found.set(past.work_order, past);
  }
  return [...found.values()];
}
