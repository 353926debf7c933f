// Changes some of the preferences; the others stay as they are.
import { call, type Type } from "../door/door.ts";
import type { Commands } from "../door/command.svelte.ts";

/** `false` where it did not work, and then `work` says why. */
export async function prefer(work: Commands, changed: Partial<Type<"Preferences">>): Promise<boolean> {
  const { preferences } = await call("hello", {});
  return (await work.tell("set_preferences", { ...preferences, ...changed })) !== undefined;
}
