// The console for everybody: with the keyboard alone, with large letters, in a narrow window, with colours that the reader forces.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../browser.js";
import { Company } from "../company.js";
import { said } from "../words.js";
import { Desk } from "./desk.js";

const MAIN = ["/requests", "/requests/new", "/orders", "/orders/new", "/board", "/review", "/attention", "/devices", "/customers", "/stock", "/people/users", "/setup"];
/** More presses of Tab than a screen has places. */
const PLACES_MAX = 250;

let company, browser;

before(async () => {
  company = await Company.open({ phones: ["lin"] });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await company?.close();
});

/** Goes through a page by Tab from its beginning to its end: each place, and whether it can be seen that one is there. */
async function goThrough({ page }) {
  const places = [];
  // Forms begin in their first field: what stands before it is gone through as well.
  await page.evaluate(() => {
    const first = document.querySelector("a[href]");
    first.dataset.met = "";
    first.focus();
  });
  for (let left = PLACES_MAX; left > 0; left -= 1) {
    await page.keyboard.press("Tab");
    const place = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return null;
      const isMarked = (one) => one && (getComputedStyle(one).outlineStyle !== "none" || getComputedStyle(one).boxShadow !== "none");
      at.dataset.met = "";
      return { what: at.outerHTML.slice(0, 120), isSeen: isMarked(at) || isMarked(at.parentElement) || isMarked(at.parentElement?.parentElement) };
    });
    if (!place) return places;
    places.push(place);
  }
  throw new Error(`still not through after ${PLACES_MAX} presses: ${places.at(-1).what}`);
}

test("everything that can be pressed is reached by the keyboard, and it is seen where one is", async () => {
  const faults = [];
  const desk = await Desk.open(browser, company, "zheng");
  for (const path of MAIN) {
    await desk.go(path);
    const places = await goThrough(desk);
    faults.push(...places.filter(({ isSeen }) => !isSeen).map(({ what }) => `${path}: not seen: ${what}`));
    const missed = await desk.page.evaluate(() =>
      [...document.querySelectorAll("a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, [tabindex='0']")]
        // Of several radio buttons only one is gone to; the arrows go on from there.
        .filter((one) => one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true }) && !("met" in one.dataset) && one.type !== "radio")
        .map((one) => one.outerHTML.slice(0, 120)),
    );
    faults.push(...missed.map((what) => `${path}: not reached: ${what}`));
  }
  await desk.close();
  assert.equal(faults.length, 0, `\n${faults.join("\n")}`);
});

test("the first press of Tab offers to leave the places out", async () => {
  const desk = await Desk.open(browser, company, "zheng");
  await desk.go("/orders");
  await desk.page.keyboard.press("Tab");
  const skip = desk.page.getByRole("link", { name: said("console-skip") });
  assert.ok(await skip.evaluate((one) => one === document.activeElement && one.getBoundingClientRect().top >= 0), "it is there and seen");
  await desk.page.keyboard.press("Enter");
  await desk.page.keyboard.press("Tab");
  assert.ok(await desk.page.locator("#work").evaluate((work) => work.contains(document.activeElement)), "one is in the work");
  await desk.close();
});

/** Pages whose content runs over the edge of the window or of the work. */
async function over(desk, path) {
  await desk.go(path);
  return (await desk.faults()).filter((fault) => fault.includes("over the edge")).map((fault) => `${path}: ${fault}`);
}

test("a window 320 px wide, and letters twice as large, lose nothing over the edge", async () => {
  const faults = [];
  const desk = await Desk.open(browser, company, "zheng", { language: "en" });
  await desk.page.setViewportSize({ width: 320, height: 640 });
  for (const path of MAIN) faults.push(...(await over(desk, path)));
  await desk.page.setViewportSize({ width: 1280, height: 800 });
  await desk.context.addInitScript(() => document.addEventListener("DOMContentLoaded", () => document.documentElement.style.setProperty("--size", "200%")));
  for (const path of MAIN) faults.push(...(await over(desk, path)).map((fault) => `letters twice as large: ${fault}`));
  await desk.close();
  assert.equal(faults.length, 0, `\n${faults.join("\n")}`);
});

test("on a small desk a list shows the columns that there is room for, and what is done with a part stands beside its name", async () => {
  const faults = [];
  for (const language of ["zh", "en"]) {
    const desk = await Desk.open(browser, company, "zheng", { language });
    const { items } = await desk.api("GET", "/v1/devices?limit=1");
    for (const path of ["/orders", "/orders?only=all", "/devices", `/devices/${items[0].id}`]) {
      await desk.go(path);
      const found = await desk.page.evaluate(() => ({
        over: [...document.querySelectorAll(".around")].map((table) => table.scrollWidth - table.clientWidth).filter((over) => over > 0),
        wrapped: [...document.querySelectorAll(".panel > header")].filter((head) => head.offsetHeight > 52).map((head) => head.innerText),
      }));
      faults.push(...found.over.map((over) => `${language} ${path}: ${over} px over the edge of the list`), ...found.wrapped.map((head) => `${language} ${path}: in two lines: ${head}`));
    }
    await desk.close();
  }
  assert.equal(faults.length, 0, `\n${faults.join("\n")}`);
});

test("a column that gave way comes back where there is room, and stays where somebody wants it", async () => {
  const desk = await Desk.open(browser, company, "zheng");
  await desk.go("/orders");
  const heads = desk.page.locator("thead th[scope=col]");
  const few = await heads.count();
  const until = (count) => desk.page.waitForFunction((count) => document.querySelectorAll("thead th[scope=col]").length === count, count);
  const kind = heads.getByText(said("orders-kind"), { exact: true });
  assert.equal(await kind.count(), 0, "the kind gives way first");
  await desk.page.setViewportSize({ width: 1920, height: 1080 });
  await kind.waitFor();
  await desk.page.setViewportSize({ width: 1280, height: 800 });
  await until(few);
  await desk.page.getByRole("button", { name: said("console-columns") }).click();
  await desk.page.getByRole("switch", { name: said("orders-kind"), exact: true }).click();
  await kind.waitFor();
  await desk.close();
});

test("on paper there is the work and nothing to press, black on white whatever the screen wears", async () => {
  const desk = await Desk.open(browser, company, "zheng", { theme: "dark" });
  const { items } = await desk.api("GET", "/v1/work-orders?limit=1");
  await desk.go(`/orders/${items[0].id}`);
  await desk.page.emulateMedia({ media: "print" });
  const seen = await desk.page.evaluate(() => ({
    presses: [...document.querySelectorAll("button, nav, header.top, [role=search]")].filter((one) => one.checkVisibility() && !one.querySelector("img")).map((one) => one.outerHTML.slice(0, 120)),
    ground: getComputedStyle(document.documentElement).backgroundColor,
    ink: getComputedStyle(document.documentElement).color,
  }));
  assert.deepEqual(seen.presses, []);
  assert.equal(seen.ground, "rgb(255, 255, 255)");
  assert.equal(seen.ink, "rgb(21, 32, 29)");
  await desk.close();
});
