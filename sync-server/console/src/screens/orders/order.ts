// A new order as it is typed, and what is sent of it.
import type { Type } from "$api/api.ts";
import { readWindow, type WindowWritten } from "$kit/words/windows.ts";
import { type Definition, type Ext, lackingOf, sentOf } from "$lib/own/own.ts";
import { lackingLines, linesOf, type WantedLine } from "../stock/wanted.ts";
import type { Kind, Mode } from "./kinds.ts";

export interface Typed extends WindowWritten {
  kind: Kind;
  mode: Mode;
  title: string;
  description: string;
  priority: string;
  customer: string | null;
  site: string | null;
  contact: string | null;
  device: string | null;
  procedure: string | null;
  skills: string;
  reference: string;
  cause: string | null;
  lead: string | null;
  /** What is thought to be wrong. */
  fault: string | null;
  /** What the job is thought to want. */
  parts: WantedLine[];
  /** What the company asks for beside. */
  ext: Ext;
}

export const BLANK: Typed = {
  kind: "repair", mode: "onsite", title: "", description: "", priority: "normal", customer: null, site: null, contact: null, device: null, procedure: null, skills: "", reference: "",
  cause: null, lead: null, fault: null, parts: [], ext: {}, day: "", from: "", to: "",
};

export type Lacking = "place" | "title" | "window" | "parts" | "own";

const hasWindow = ({ day, from, to }: Typed) => Boolean(day || from || to);

export function lacking(typed: Typed, zone: string | null, own: readonly Definition[] = []): Lacking[] {
  return [
    ...(typed.device || typed.site || typed.customer ? [] : (["place"] as const)),
    ...(typed.title.trim() ? [] : (["title"] as const)),
    ...(hasWindow(typed) && "problem" in readWindow(typed, zone) ? (["window"] as const) : []),
    ...(lackingLines(typed.parts).length ? (["parts"] as const) : []),
    ...(lackingOf(own, "work_order", typed.ext, typed.kind).length ? (["own"] as const) : []),
  ];
}

/** Codes as they are typed, with commas between. */
export const listOf = (text: string) => text.split(/[,，、\n]/).map((one) => one.trim()).filter(Boolean);

export function newOrder(typed: Typed, zone: string | null, own: readonly Definition[] = []): Partial<Type<"NewOrder">> & Pick<Type<"NewOrder">, "kind" | "required_skills" | "planned_parts"> {
  const window = hasWindow(typed) ? readWindow(typed, zone) : null;
  const times = window && !("problem" in window) ? { window_start: new Date(window.startMs).toISOString(), window_end: new Date(window.endMs).toISOString() } : {};
  return {
    kind: typed.kind,
    mode: typed.mode,
    title: typed.title.trim() || null,
    description: typed.description.trim() || null,
    priority: typed.priority || null,
    customer: typed.customer,
    site: typed.site,
    contact: typed.contact,
    device: typed.device,
    procedure: typed.procedure,
    cause_order: typed.cause,
    customer_reference: typed.reference.trim() || null,
    required_skills: listOf(typed.skills),
    fault_code: typed.fault,
    planned_parts: linesOf(typed.parts),
    ext: sentOf(own, "work_order", typed.ext, typed.kind),
    team: typed.lead ? { lead: typed.lead, helpers: [], expert: null } : null,
    ...times,
  };
}

type Serving = Pick<Type<"Procedure">, "kinds" | "models" | "is_retired" | "revision" | "number">;

/** Procedures for the kind and the model, those made for the model first; of each number the newest. */
export function serving<T extends { body: Serving }>(all: readonly T[], kind: Kind, model: string): T[] {
  const fitting = all.filter(({ body }) => !body.is_retired && (!body.kinds.length || body.kinds.includes(kind)) && (!body.models.length || !model || body.models.includes(model)));
  const newest = fitting.filter(({ body }) => !fitting.some((other) => other.body.number === body.number && other.body.revision > body.revision));
  const rank = ({ body }: T) => (model && body.models.includes(model) ? 0 : 2) + (body.kinds.includes(kind) ? 0 : 1);
  return newest.sort((a, b) => rank(a) - rank(b) || a.body.number.localeCompare(b.body.number));
}

/** The one that is made for exactly this kind and model: what an order of them has unless somebody says otherwise. */
export function madeFor<T extends { id: string; body: Serving }>(all: readonly T[], kind: Kind, model: string): string | null {
  const [best] = serving(all, kind, model);
  return best && model && best.body.models.includes(model) && best.body.kinds.includes(kind) ? best.id : null;
}
