// A form that survives: what stands in it is kept by the browser while it is typed, until it is sent or thrown away.
const KEY = "onsite/draft/";
const KEEP_MS = 200;

export interface DraftOf<T> {
  value: T;
  /** It was left before and has come back. */
  readonly wasLeft: boolean;
  /** It holds something. */
  readonly isBegun: boolean;
  /** The form was sent or thrown away: it is empty again. */
  drop(): void;
}

/** `place` names the form and its subject: `order/new`, `visit/01HF…/return`. Asked while a component begins. */
export function draft<T extends object>(place: string, empty: T): DraftOf<T> {
  const nothing = JSON.stringify(empty);
  const read = (): T => {
    try {
      const text = localStorage.getItem(KEY + place);
      return text ? { ...structuredClone(empty), ...(JSON.parse(text) as Partial<T>) } : structuredClone(empty);
    } catch {
      return structuredClone(empty);
    }
  };
  const held = $state<{ now: T }>({ now: read() });
  const wasLeft = JSON.stringify(held.now) !== nothing;
  const isBegun = $derived(JSON.stringify(held.now) !== nothing);
  const keep = () => {
    const text = JSON.stringify(held.now);
    try {
      if (text === nothing) localStorage.removeItem(KEY + place);
      else localStorage.setItem(KEY + place, text);
    } catch {
      // It stands in the form all the same.
    }
  };
  $effect(() => {
    JSON.stringify(held.now);
    const timer = setTimeout(keep, KEEP_MS);
    return () => {
      clearTimeout(timer);
      keep();
    };
  });
  return {
    get value() {
      return held.now;
    },
    set value(next) {
      held.now = next;
    },
    get wasLeft() {
      return wasLeft;
    },
    get isBegun() {
      return isBegun;
    },
    drop() {
      held.now = structuredClone(empty);
      keep();
    },
  };
}
