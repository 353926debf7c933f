/** For a form in a sheet: whoever opened it begins to type. */
export function firstField(form: HTMLElement): () => void {
  // The sheet takes the focus first.
  const timer = setTimeout(() => form.querySelector<HTMLElement>("textarea, input")?.focus());
  return () => clearTimeout(timer);
}
