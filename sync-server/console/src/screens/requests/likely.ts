// What may be the same as what somebody is telling: orders and requests of the device that are open, and what the same caller said.
import { terms } from "./faults.ts";

export interface Open {
  id: string;
  word: "work_order" | "request";
  device: string | null;
  customer: string | null;
  words: string;
  phone: string;
  number: string;
  status: string;
  received: string | null;
  lead: string | null;
}

export interface Likely {
  of: Open;
  why: "device" | "caller" | "words";
}

const WORDS_ALIKE = 0.5;

/** How much of the shorter text stands in the other, 0 to 1. */
export function alike(one: string, other: string): number {
  const [short, long] = [terms(one), terms(other)].sort((a, b) => a.size - b.size);
  if (!short?.size || !long) return 0;
  return [...short].filter((term) => long.has(term)).length / short.size;
}

/** The surest first: the same device, then the same caller, then the same words of the same customer. */
export function likelySame(told: { device: string | null; customer: string | null; words: string; isCaller: (phone: string) => boolean }, open: readonly Open[]): Likely[] {
  const order = { device: 0, caller: 1, words: 2 } as const;
  const found = open.flatMap((of): Likely[] => {
    if (told.device && of.device === told.device) return [{ of, why: "device" }];
    // Another device of the caller's is another matter.
    if (told.device && of.device) return [];
    if (of.phone && told.isCaller(of.phone)) return [{ of, why: "caller" }];
    if (told.customer && of.customer === told.customer && alike(told.words, of.words) >= WORDS_ALIKE) return [{ of, why: "words" }];
    return [];
  });
  return found.sort((a, b) => order[a.why] - order[b.why] || (b.of.received ?? "").localeCompare(a.of.received ?? ""));
}
