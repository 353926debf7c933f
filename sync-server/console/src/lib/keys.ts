// Keys of a screen: not while somebody types or a sheet is open, and not the second letter of "g then a place".
import { tinykeys } from "tinykeys";

/** Makes a new one of what a screen shows, on every screen. A request, which can come at any time, has N everywhere. */
export const NEW = "c";

const SEQUENCE_MS = 1000;

const isElsewhere = (event: Event) =>
  (event.target as Element | null)?.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]") != null || document.querySelector("[role=dialog]") != null;

/** What has the focus takes these keys itself. */
const isPressed = (event: KeyboardEvent) =>
  (event.key === "Enter" || event.key === " ") && (event.target as Element | null)?.closest?.("a, button, summary, label, tr, [role=button], [role=option], [role=radio]") != null;

/** Listens until what comes back is called. Held down, a key counts once; those in `held` go on. */
export function screenKeys(presses: Readonly<Record<string, () => void>>, held: readonly string[] = []): () => void {
  let placeMs = -Infinity;
  const isPlace = (event: KeyboardEvent) => {
    if (event.key === "g" && !event.ctrlKey && !event.metaKey) placeMs = event.timeStamp;
  };
  const bindings = Object.entries(presses).map(([key, press]) => [
    key,
    (event: KeyboardEvent) => {
      event.preventDefault();
      press();
    },
  ]);
  window.addEventListener("keydown", isPlace, { capture: true });
  const forget = tinykeys(window, Object.fromEntries(bindings) as Record<string, (event: KeyboardEvent) => void>, {
    ignore: (event) => isElsewhere(event) || isPressed(event) || event.isComposing || event.timeStamp - placeMs < SEQUENCE_MS || (event.repeat && !held.includes(event.key)),
  });
  return () => {
    window.removeEventListener("keydown", isPlace, { capture: true });
    forget();
  };
}
