import { render, screen, waitFor } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { button, keys, press, text } from "./testing/person.ts";
import Sheet from "./Sheet.svelte";

const dialog = () => screen.queryByRole("dialog");

/** Opens it as a press does, which has the focus then. */
async function opens(more: object = {}) {
  const opener = document.body.appendChild(document.createElement("button"));
  opener.focus();
  const onclose = vi.fn();
  const shown = render(Sheet, { title: "Which van?", closes: "Close", isOpen: false, children: text("Choose one"), onclose, ...more });
  expect(dialog()).toBeNull();
  await shown.rerender({ isOpen: true });
  await waitFor(() => expect(dialog()?.contains(document.activeElement)).toBe(true));
  return { ...shown, opener, onclose };
}

test("it is called by its title, and takes the focus", async () => {
  await opens();
  expect(screen.getByRole("dialog", { name: "Which van?" }).textContent).toContain("Choose one");
});

test("the focus goes round in it and not behind it", async () => {
  await opens({ actions: text("") });
  for (let step = 0; step < 4; step += 1) {
    await keys("{Tab}");
    expect(dialog()?.contains(document.activeElement)).toBe(true);
  }
});

test("Escape closes it, once, and the focus is where it was", async () => {
  const { opener, onclose } = await opens();
  await keys("{Escape}");
  await waitFor(() => expect(dialog()).toBeNull());
  expect(onclose).toHaveBeenCalledOnce();
  await waitFor(() => expect(document.activeElement).toBe(opener));
});

test("the cross closes it, once", async () => {
  const { onclose } = await opens();
  await press("Close");
  await waitFor(() => expect(dialog()).toBeNull());
  expect(onclose).toHaveBeenCalledOnce();
});

test("a press within does not close it", async () => {
  const { onclose } = await opens();
  screen.getByText("Choose one").click();
  expect([dialog() === null, onclose.mock.calls.length]).toEqual([false, 0]);
  expect(button("Close")).toBeTruthy();
});

test("closed by the program it tells nobody, for nobody closed it", async () => {
  const { rerender, onclose } = await opens();
  await rerender({ isOpen: false });
  await waitFor(() => expect(dialog()).toBeNull());
  expect(onclose).not.toHaveBeenCalled();
});
