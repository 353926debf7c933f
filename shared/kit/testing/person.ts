// What a person sees and does: things are found by what they are called.
import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { createRawSnippet, type Snippet } from "svelte";

const user = () => userEvent.setup({ delay: null });

export const button = (name: string) => screen.getByRole<HTMLButtonElement>("button", { name });
export const field = (label: string) => screen.getByLabelText<HTMLInputElement | HTMLTextAreaElement>(label, { selector: "input, textarea" });
export const choice = (label: string) => screen.getByRole<HTMLInputElement>("radio", { name: label });
export const alerts = () => screen.queryAllByRole("alert").map((alert) => said(alert));
export const isThere = (words: string) => screen.queryAllByText(words, { exact: false }).length > 0;

/** What is written in an element, with the gaps of its markup closed. */
export const said = (element: Element | null) => (element?.textContent ?? "").replace(/\s+/g, " ").trim();

export const press = (name: string) => user().click(button(name));
export const choose = (label: string) => user().click(choice(label));
export const keys = (typed: string) => user().keyboard(typed);

/** Types in place of what stands in a field. */
export async function type(label: string, typed: string) {
  const person = user();
  await person.clear(field(label));
  if (typed) await person.type(field(label), typed.replace(/[{[]/g, "$&$&"));
}

/** What a field says of what stands in it. */
export function problemOf(label: string): string {
  const held = field(label);
  if (held.getAttribute("aria-invalid") !== "true") return "";
  return said(document.getElementById(held.getAttribute("aria-describedby") ?? ""));
}

/** Text that stands between the tags of a component. */
export function text(words: string): Snippet {
  return createRawSnippet(() => ({ render: () => `<span>${words}</span>` }));
}
