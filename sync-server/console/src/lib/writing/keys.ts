// Keys that are meant while somebody types too: moving, undoing, publishing.

/** For `tinykeys`, where keys are meant while somebody types too, and again while they are held. */
export const WHILE_TYPING = { ignore: (event: KeyboardEvent) => event.isComposing };

export function isInSheet(event: Event): boolean {
  return (event.target as Element | null)?.closest?.("[role=dialog]") != null;
}
