// A hand scanner types what it reads, faster than a person, and ends with Enter or Tab.

/** Between two keys of one scan; wireless ones are slow, and nobody types here by hand. */
const GAP_MS = 150;
const SHORTEST = 4;
/** Between the elements of a GS1 code; scanners type it as Ctrl and ]. */
const GROUP_SEPARATOR = "\u001d";

function isTypedInto(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

/**
 * What to do with each key that is pressed while no field has it. Whoever does not hear at the moment leaves every key to others:
 * what ends a scan goes no further.
 */
export function wedge(onscan: (text: string) => void, hears: () => boolean): (event: KeyboardEvent) => void {
  let text = "";
  let lastMs = 0;
  return (event) => {
    if (!hears()) {
      text = "";
      return;
    }
    if (isTypedInto(event.target) || event.isComposing) return;
    const isFast = event.timeStamp - lastMs < GAP_MS;
    if (!isFast) text = "";
    if (event.key === "Enter" || event.key === "Tab") {
      const read = text;
      text = "";
      if (read.length < SHORTEST) return;
      event.preventDefault();
      event.stopPropagation();
      onscan(read);
      return;
    }
    const isSeparator = event.ctrlKey && event.key === "]";
    if (!isSeparator && (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey)) return;
    // A space would press the button that has the focus.
    if (text !== "" && event.key === " ") event.preventDefault();
    text += isSeparator ? GROUP_SEPARATOR : event.key;
    lastMs = event.timeStamp;
  };
}
