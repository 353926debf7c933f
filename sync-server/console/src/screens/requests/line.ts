// One order that is made of a request, as it stands in the form.
import type { Type } from "$api/api.ts";
import { titleOf } from "./told.ts";

export const KINDS = ["repair", "maintain", "inspect", "install", "consult", "replace", "survey", "train", "retire"] as const;
export const MODES = ["onsite", "remote", "workshop"] as const;

export interface Line {
  key: string;
  kind: (typeof KINDS)[number];
  mode: (typeof MODES)[number];
  title: string;
  device: string | null;
  customer: string | null;
  procedure: string | null;
  /** Somebody chose it, or chose none: it is not taken from kind and device any more. */
  isChosen: boolean;
  /** What the company asks for beside. */
  ext: Record<string, unknown>;
}

export const lineOf = (key: string, request: Pick<Type<"Request">, "words" | "device" | "customer">): Line => ({
  key, kind: "repair", mode: "onsite", title: titleOf(request.words), device: request.device, customer: request.customer, procedure: null, isChosen: false, ext: {},
});
