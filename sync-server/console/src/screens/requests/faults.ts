// From a customer's words to the code of a fault: by how much of the fault's names stands in the words. Plain and explainable:
// Chinese is compared by pairs of characters, other languages by the beginnings of words, so that "leaking" finds "leak".
import type { Type } from "$api/api.ts";

type FaultCode = Pick<Type<"FaultCode">, "kind" | "code" | "name" | "description" | "models" | "is_retired" | "sort">;

export interface Found<T> {
  fault: T;
  /** How sure; 1 and more where all of a name was said. */
  score: number;
}

const STEM = 4;
const LEAST = 0.3;
const DESCRIBED = 0.6;
const OF_MODEL = 0.15;
const HAN = /\p{Script=Han}+/gu;
const LATIN = /[\p{L}\p{N}]{2,}/gu;
/** Words that say nothing about a fault. */
const EMPTY = new Set(["the", "and", "is", "it", "of", "to", "in", "on", "does", "not", "no", "has", "with", "an", "at", "or", "for", "our", "we", "device", "machine", "abnormal", "异常", "故障", "设备", "机器", "不正", "正常", "无法", "不能"]);

/** What is compared: pairs of Chinese characters, and stems. */
export function terms(text: string): Set<string> {
  const plain = text.normalize("NFKC").toLowerCase();
  const found = new Set<string>();
  for (const [run] of plain.matchAll(HAN)) {
    const letters = [...run];
    for (let at = 0; at + 1 < letters.length; at += 1) found.add(`${letters[at]}${letters[at + 1]}`);
  }
  for (const [word] of plain.replaceAll(HAN, " ").matchAll(LATIN)) found.add(word.length > STEM ? word.slice(0, STEM) : word);
  for (const empty of EMPTY) found.delete(empty.length > STEM ? empty.slice(0, STEM) : empty);
  return found;
}

function share(wanted: ReadonlySet<string>, there: ReadonlySet<string>): number {
  if (wanted.size === 0) return 0;
  return [...wanted].filter((term) => there.has(term)).length / wanted.size;
}

/** Whether the words name the code itself, as a display shows it: E-204. */
function isNamed(code: string, words: string): boolean {
  const bare = (text: string) => text.normalize("NFKC").toUpperCase().replace(/[\s_-]/g, "");
  return code.length >= 3 && bare(words).includes(bare(code));
}

/** Faults that the words may mean, surest first. Those of other models are left out. */
export function faultsFor<T extends { body: FaultCode }>(words: string, faults: readonly T[], model: string, most = 4): Found<T>[] {
  const said = terms(words);
  const found: Found<T>[] = [];
  for (const fault of faults) {
    const { kind, code, name, description, models, is_retired } = fault.body;
    if (kind !== "fault" || is_retired || (model && models.length > 0 && !models.includes(model))) continue;
    const named = [name.zh, name.en].map((text) => share(terms(text ?? ""), said));
    const described = [description.zh, description.en].map((text) => share(terms(text ?? ""), said) * DESCRIBED);
    const best = isNamed(code, words) ? 1 : Math.max(...named, ...described);
    if (best < LEAST) continue;
    found.push({ fault, score: best + (model && models.includes(model) ? OF_MODEL : 0) });
  }
  return found.sort((a, b) => b.score - a.score || a.fault.body.sort - b.fault.body.sort).slice(0, most);
}
