// What the system says of the line: whether it is paid by volume. Where it says nothing it counts as not paid.
import { call } from "../door/door.ts";

interface Connection extends EventTarget {
  readonly type?: string;
  readonly saveData?: boolean;
}

/** Tells the core now and at every change. */
export function watchLine(): void {
  const { connection } = navigator as Navigator & { readonly connection?: Connection };
  if (!connection) return;
  const tell = () => void call("say_line", { is_metered: connection.type === "cellular" || connection.saveData === true }).catch(() => {});
  connection.addEventListener("change", tell);
  tell();
}
