// A form that survives: what stands in it is kept by the core while it is typed, and is there again when the app was killed.
import { call } from "./door.ts";

const KEEP_MS = 250;

export interface DraftOf<T> {
  /** What stands in the form. */
  value: T;
  /** It was left before and has come back. */
  readonly wasLeft: boolean;
  /** The form was sent or thrown away. */
  drop(): void;
}

/** `place` names the form and its subject: `visit/01HF…/note`. */
export function draft<T extends object>(place: string, empty: T): DraftOf<T> {
  const value = $state<{ now: T }>({ now: structuredClone(empty) });
  let wasLeft = $state(false);
  let isRead = $state(false);
  const nothing = JSON.stringify(empty);
  let kept = nothing;
  const keep = () => {
    const text = JSON.stringify(value.now);
    if (text === kept) return;
    const before = kept;
    kept = text;
    // An empty form is none.
    const keeping = text === nothing ? call("drop_draft", { place }) : call("save_draft", { place, body: JSON.parse(text) });
    keeping.catch(() => {
      // It is tried again with the next letter, and when the form is left.
      if (kept === text) kept = before;
    });
  };

  void call("draft", { place })
    .then((held) => {
      // What was typed before the answer came counts more.
      if (held && JSON.stringify(value.now) === nothing) {
        value.now = { ...structuredClone(empty), ...(held.body as T) };
        kept = JSON.stringify(value.now);
        wasLeft = kept !== nothing;
      }
    })
    // Without an answer what is typed now is kept all the same.
    .catch(() => {})
    .finally(() => (isRead = true));

  $effect(() => {
    JSON.stringify(value.now);
    if (!isRead) return;
    const timer = setTimeout(keep, KEEP_MS);
    return () => clearTimeout(timer);
  });
  $effect(() => {
    const leave = () => document.visibilityState === "hidden" && keep();
    document.addEventListener("visibilitychange", leave);
    return () => {
      document.removeEventListener("visibilitychange", leave);
      keep();
    };
  });

  return {
    get value() {
      return value.now;
    },
    set value(next) {
      value.now = next;
    },
    get wasLeft() {
      return wasLeft;
    },
    drop() {
      // What was sent is not kept again; what is typed into the same form afterwards is.
      kept = JSON.stringify(value.now);
      void call("drop_draft", { place });
    },
  };
}
