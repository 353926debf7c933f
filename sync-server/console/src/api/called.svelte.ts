// What people call the codes of skills and meters. Asked once for all of them, and again when somebody wrote another name.
import { comma, words, type Text } from "$kit/words/words.svelte.ts";
import { ask } from "./api.ts";
import { live } from "./live.svelte.ts";

interface Called {
  name: Text;
  unit: string;
}

/** A code with its name, to be chosen. */
export interface Known {
  value: string;
  label: string;
}

/** Where names are written. */
const WORDS = ["settings", "user", "procedure"];
const NOTHING: ReadonlyMap<string, Called> = new Map();
let skills = $state.raw(NOTHING);
let meters = $state.raw(NOTHING);
let isAsked = false;

async function learn() {
  isAsked = true;
  try {
    const codes = await ask("/v1/called", {});
    skills = new Map(codes.skills.map(({ code, name }) => [code, { name, unit: "" }]));
    meters = new Map(codes.meters.map(({ key, name, unit }) => [key, { name, unit }]));
  } catch {
    // Asked again by whoever shows one next.
    isAsked = false;
  }
}

live.on((subjects) => {
  if (isAsked && (subjects === "all" || [...subjects].some((subject) => WORDS.some((word) => subject.startsWith(`${word}/`))))) void learn();
});

/** Asks once the screen that wants to know is drawn: drawing itself asks nothing. */
function asking() {
  if (isAsked) return;
  isAsked = true;
  queueMicrotask(() => void learn());
}

const said = (of: ReadonlyMap<string, Called>, code: string) => words(of.get(code)?.name) || code;
const known = (of: ReadonlyMap<string, Called>): Known[] => [...of].map(([value, { name }]) => ({ value, label: words(name) }));

/** The skill in the language of the moment; its code where it has no name. */
export function skillName(code: string): string {
  asking();
  return said(skills, code);
}

/** Several skills, as the language of the moment writes a list. */
export function skillNames(codes: readonly string[]): string {
  return codes.map(skillName).join(comma());
}

/** Skills that have a name. */
export function knownSkills(): Known[] {
  asking();
  return known(skills);
}

/** The meter in the language of the moment; its key where it has no name. */
export function meterName(key: string): string {
  asking();
  return said(meters, key);
}

/** What a meter counts in, by UCUM; empty where it is not known. */
export function meterUnit(key: string): string {
  asking();
  return meters.get(key)?.unit ?? "";
}

/** Meters that have a name. */
export function knownMeters(): Known[] {
  asking();
  return known(meters);
}

/** For whoever begins anew: tests. */
export function forgetCalled() {
  [skills, meters, isAsked] = [NOTHING, NOTHING, false];
}
