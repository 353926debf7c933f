// The order that follows from a visit: about the same, and with its cause.
import type { Type } from "$api/api.ts";
import type { Reviewed } from "./source.svelte.ts";

export const KINDS: readonly string[] = ["repair", "maintain", "inspect", "install", "replace", "consult"];
export const PRIORITIES: readonly string[] = ["critical", "high", "normal", "low"];

export interface FollowUpForm {
  title: string;
  description: string;
  kind: string;
  priority: string;
}

export function followUpOf({ visit, order, orderId }: Pick<Reviewed, "visit" | "order" | "orderId">, form: FollowUpForm): Type<"NewOrder"> {
  return {
    kind: form.kind,
    mode: order?.mode ?? visit.mode,
    priority: form.priority,
    title: form.title.trim(),
    description: form.description.trim() || null,
    customer: visit.customer,
    site: visit.site,
    device: visit.device,
    contact: order?.contact ?? null,
    zone: visit.zone,
    required_skills: order?.required_skills ?? [],
    service_level: order?.service_level ?? null,
    cause_order: orderId ?? null,
  };
}
