// What a failure says, in the language of the moment.
import { capital } from "$kit/words/capital.ts";
import { label, language } from "$kit/words/words.svelte.ts";
import type { Failure } from "../api/api.ts";

export function said(failure: Failure): string {
  return language() === "zh" ? failure.zh : failure.en;
}

/** What is wrong and where, beside the sentence. */
export function saidMore(failure: Failure): string {
  const detail = language() === "zh" ? failure.detailZh : failure.detail;
  // What stands alone is what was asked for, and is not there.
  return detail ? [failure.path, inWords(detail)].filter(Boolean).join(": ") : inWords(failure.path);
}

/** A code of the domain that says something by itself, like the word of what is missing, is written as people call it. */
function inWords(detail: string | null | undefined): string {
  return detail && /^[a-z]+(_[a-z]+)*$/.test(detail) ? capital(label(detail)) : (detail ?? "");
}

/** The problem of one field of a form, for beside it. */
export function problemOf(failure: Failure | undefined, path: string): string | undefined {
  if (!failure || (failure.path !== path && !failure.path.startsWith(`${path}.`) && !failure.path.startsWith(`${path}[`))) return undefined;
  return (language() === "zh" ? failure.detailZh : failure.detail) || said(failure);
}
