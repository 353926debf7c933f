// The sheets that stand behind the presses of a screen, opened without anything being done.
const PRESSES = "main .head .actions button:enabled, main section > header .actions button:enabled";

/** From here on nothing that is pressed is done: whatever would change something does not reach the server. */
export async function tellNothing(desk) {
  await desk.context.addInitScript(() => (window.print = () => {}));
  await desk.page.route("**/v1/**", (route) => (route.request().method() === "GET" ? route.continue() : route.abort()));
}

/** What can be pressed at the head of a screen and of its parts, by what is written there. */
export function presses(desk) {
  return desk.page.locator(PRESSES).evaluateAll((all) => [...new Set(all.filter((one) => one.checkVisibility()).map((one) => one.innerText.trim() || one.ariaLabel))]);
}

/** Presses what is called so on a page that is open; the sheet that it opens, or nothing where it opens none. */
export async function opened(desk, path, name) {
  const { page } = desk;
  const button = page.locator(PRESSES).filter({ hasText: name }).or(page.locator(PRESSES).and(page.getByLabel(name, { exact: true })));
  if ((await button.count()) === 0) await desk.go(path);
  if ((await button.count()) === 0) return null;
  await button.first().click();
  const dialog = page.getByRole("dialog").first();
  await page.evaluate(() => new Promise((over) => requestAnimationFrame(() => requestAnimationFrame(over))));
  if (await dialog.isVisible()) return dialog;
  if (!page.url().endsWith(path)) await desk.go(path);
  return null;
}
