// The library calls its grid a table, with rows in which neither its cells nor its blocks stand: whoever reads with the ears is told of a
// broken table. Blocks are presses with their own names, so the grid is made a plain group around them.
import type { Attachment } from "svelte/attachments";

const TABLE = ["table", "rowgroup", "row", "cell", "columnheader", "rowheader"].map((role) => `[role="${role}"]`).join();
const SCROLLED = ".ec-main";
const ATTRIBUTES = ["role", "aria-colindex", "aria-colspan"];

function strip(root: Element) {
  const found = [...(root.matches(TABLE) ? [root] : []), ...root.querySelectorAll(TABLE)];
  for (const element of found) for (const name of ATTRIBUTES) element.removeAttribute(name);
  // A day on which nobody goes anywhere is scrolled by the keyboard too.
  for (const scrolled of [...(root.matches(SCROLLED) ? [root] : []), ...root.querySelectorAll(SCROLLED)]) scrolled.setAttribute("tabindex", "0");
}

export const withoutTable: Attachment<HTMLElement> = (element) => {
  strip(element);
  const watch = new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes) if (node instanceof Element) strip(node);
  });
  watch.observe(element, { childList: true, subtree: true });
  return () => watch.disconnect();
};
