// Device codes as people read them.

const OURS = /^[0-9A-HJKMNP-TV-Z]{12}$/;
const IN_LINK = /\/d\/([0-9A-Za-z -]{12,14})\/?(?:[?#].*)?$/;

/** A code of ours in its three groups, as it is printed; anything else as it is. */
export function inClear(text: string): string {
  const code = (IN_LINK.exec(text.trim())?.[1] ?? text).replace(/[\s-]/g, "").toUpperCase();
  return OURS.test(code) ? code.replace(/(.{4})(?=.)/g, "$1-") : text.trim();
}
