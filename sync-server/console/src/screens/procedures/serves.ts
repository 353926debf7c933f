// Which visits take a procedure: by kind of work and model of the device, as the phone and the office choose it.
import type { Id, Type } from "$api/api.ts";
import { isSame } from "$lib/writing/same.ts";
import type { Procedure } from "./procedure.ts";

export interface Other {
  id: Id;
  body: Procedure;
}

const meets = (one: readonly string[], other: readonly string[]) => one.length === 0 || other.length === 0 || one.some((value) => other.includes(value));

/** Others in use that serve the same work: an order made on a phone takes the one that was published most often. */
export function rivals(procedure: Procedure, id: Id, others: readonly Other[]): Other[] {
  const isFor = ({ models, kinds }: Procedure) => models.length > 0 && meets(models, procedure.models) && meets(kinds, procedure.kinds);
  if (procedure.models.length === 0) return [];
  return others.filter((other) => other.id !== id && !other.body.is_retired && isFor(other.body));
}

/** Pairs of kind and mode that take it where nothing else is chosen. */
export function defaultOf<T extends { body: Type<"OrderKind"> }>(id: Id, kinds: readonly T[]): T[] {
  return kinds.filter(({ body }) => body.default_procedure === id && !body.is_retired);
}

/** Kinds of orders and plans, as `word/id`, that name one of these versions. */
export function takersOf(versions: readonly Id[], kinds: readonly { id: Id; body: Type<"OrderKind"> }[], plans: readonly { id: Id; body: Readonly<Record<string, unknown>> }[]): string[] {
  const isOne = (id: unknown) => typeof id === "string" && versions.includes(id);
  return [
    ...kinds.filter(({ body }) => isOne(body.default_procedure) && !body.is_retired).map(({ id }) => `order_kind/${id}`),
    ...plans.filter(({ body }) => isOne(body.procedure) && body.is_retired !== true).map(({ id }) => `maintenance_plan/${id}`),
  ];
}

/** Everything that is known to be a model, for offering it. */
export function modelsOf(...lists: readonly (readonly { body: { models: string[] } }[])[]): string[] {
  return [...new Set(lists.flat().flatMap(({ body }) => body.models))].sort((a, b) => a.localeCompare(b));
}

export interface Reach {
  gainedModels: string[];
  lostModels: string[];
  gainedKinds: string[];
  lostKinds: string[];
  /** From some to all, or from all to some. */
  widens: boolean;
  narrows: boolean;
}

/** Whom a publication reaches anew, and whom no more. */
export function reachChange(old: Procedure, now: Procedure): Reach | undefined {
  if (isSame(old.models, now.models) && isSame(old.kinds, now.kinds)) return undefined;
  const minus = (a: readonly string[], b: readonly string[]) => (a.length && b.length ? a.filter((one) => !b.includes(one)) : []);
  const becameAll = (a: readonly string[], b: readonly string[]) => a.length > 0 && b.length === 0;
  return {
    gainedModels: minus(now.models, old.models),
    lostModels: minus(old.models, now.models),
    gainedKinds: minus(now.kinds, old.kinds),
    lostKinds: minus(old.kinds, now.kinds),
    widens: becameAll(old.models, now.models) || becameAll(old.kinds, now.kinds),
    narrows: becameAll(now.models, old.models) || becameAll(now.kinds, old.kinds),
  };
}
