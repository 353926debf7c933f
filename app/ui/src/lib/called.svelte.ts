// What people call the codes of skills and meters: as the company says, and else as whoever works here has it written.
import { words, type Text } from "$kit/words/words.svelte.ts";
import { query } from "../door/query.svelte.ts";

const nameIn = (called: readonly { code: string; name: Text }[] | undefined, code: string) => words(called?.find((one) => one.code === code)?.name);

/** Asked while a component begins. A code without a name stands for itself. */
export function called() {
  const settings = query("settings", () => ({}));
  const me = query("me", () => ({}));
  return {
    skill: (code: string) => nameIn(settings.data?.skills, code) || nameIn(me.data?.skills, code) || code,
    meter: (key: string) => nameIn(settings.data?.meters, key) || key,
    /** Whether whoever works here holds it. */
    isHeld: (code: string) => me.data?.skills.some((skill) => skill.code === code) ?? true,
  };
}
