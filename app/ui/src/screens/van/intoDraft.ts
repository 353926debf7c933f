// Something is put into a form before it opens: a part that was chosen on another screen.
import { call } from "../../door/door.ts";

/** What stands in the form stays; `change` adds to it. */
export async function intoDraft<T extends object>(place: string, empty: T, change: (form: T) => T): Promise<void> {
  const held = await call("draft", { place });
  const form = { ...structuredClone(empty), ...(held?.body as Partial<T> | undefined) };
  const changed = change(form);
  if (JSON.stringify(changed) !== JSON.stringify(form)) await call("save_draft", { place, body: JSON.parse(JSON.stringify(changed)) });
}
