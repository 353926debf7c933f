// What a person prefers on this machine: language, theme, columns. Kept by the browser; where it keeps nothing, for the visit.
const KEY = "onsite/";

function kept<T>(name: string, otherwise: T): T {
  try {
    const text = localStorage.getItem(KEY + name);
    return text === null ? otherwise : (JSON.parse(text) as T);
  } catch {
    return otherwise;
  }
}

function keep(name: string, value: unknown) {
  try {
    localStorage.setItem(KEY + name, JSON.stringify(value));
  } catch {
    // Full or forbidden: it holds until the page is closed.
  }
}

/** A preference with its value of the moment. */
export function preference<T>(name: string, otherwise: T): { value: T } {
  let value = $state(kept(name, otherwise));
  return {
    get value() {
      return value;
    },
    set value(next) {
      value = next;
      keep(name, next);
    },
  };
}

export const theme = preference<"system" | "light" | "dark">("theme", "system");
export const chosenLanguage = preference<"zh" | "en" | null>("language", null);
