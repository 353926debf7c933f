// The phone in a customer's hands: it speaks their language, and does not lead back to what is the engineer's.
import { untrack } from "svelte";
import { call } from "../door/door.ts";
import { type Language, language, speak } from "$kit/words/words.svelte.ts";

let turns = 0;

async function turnTo(theirs: Language | null) {
  turns += 1;
  const mine = turns;
  const wanted = theirs ?? (await call("hello", {})).language;
  if (mine === turns && wanted !== untrack(language)) await speak(wanted);
}

/** Speaks it while the component stands, then the engineer's again; `null` is the engineer's. */
export function speaksTo(theirs: () => Language | null): void {
  $effect(() => {
    const wanted = theirs();
    untrack(() => void turnTo(wanted));
  });
  $effect(() => () => void turnTo(null));
}

export interface Guard {
  /** Takes the guard away; after it the way back leads where it led before. */
  release(): Promise<void>;
}

/** The system's back button stays on the screen until the guard is released. */
export function guardBack(): Guard {
  const stay = () => history.pushState(null, "", location.href);
  stay();
  window.addEventListener("popstate", stay);
  return {
    release() {
      window.removeEventListener("popstate", stay);
      return new Promise((done) => {
        window.addEventListener("popstate", () => done(), { once: true });
        history.back();
      });
    },
  };
}
