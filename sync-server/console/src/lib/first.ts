// Where typing begins in a sheet: its first field, and not the cross that closes it.

/** `{@attach first}` on what holds the fields. */
export function first(node: HTMLElement) {
  const timer = setTimeout(() => node.querySelector<HTMLElement>("input:not([type=file]), textarea, select")?.focus());
  return () => clearTimeout(timer);
}
