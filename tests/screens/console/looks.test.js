// Every page of the console, judged: by axe, by its edges, by what it says; in both languages and themes and in every size, with
// its sheets open, with nothing in it and with the server gone. The pages are the console's own routes: none can be forgotten.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "../browser.js";
import { Company } from "../company.js";
import { Desk } from "./desk.js";
import { fill, foundIn } from "./filled.js";
import { missing, ON_A_PHONE, pages, WHO } from "./pages.js";
import { opened, presses, tellNothing } from "./sheets.js";

const LOGINS = ["zhao", ...new Set(Object.values(WHO))];

let folder, company, browser, found;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "onsite-looks-"));
  company = await Company.open({ phones: ["lin"], aside: ["zhou"] });
  browser = await launch();
  await fill(browser, company, "zhou", folder);
  found = await foundIn(browser, company);
});

after(async () => {
  await browser?.close();
  await company?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Whoever looks at the pages, each in a window of their own. */
async function everybody(how, job, logins = LOGINS) {
  const desks = new Map(await Promise.all(logins.map(async (login) => [login, await Desk.open(browser, company, login, how)])));
  try {
    await job((login) => desks.get(login));
  } finally {
    await Promise.all([...desks.values()].map((desk) => desk.close()));
  }
}

/** All that is found on all of them is told at once. */
function told(faults) {
  assert.equal(faults.length, 0, `\n${faults.join("\n")}`);
}

test("every way of the console leads to a page that is looked at here", () => {
  assert.deepEqual(missing(found), []);
});

// English in light is what the phone below wears.
for (const [language, theme, other, size] of [
  ["zh", "light", "dark", "small"],
  ["en", "dark", undefined, "large"],
]) {
  test(`every page can be read and used, ${language}, ${size}, in ${[theme, other].filter(Boolean).join(" and in ")}`, async () => {
    const faults = [];
    await everybody({ language, theme, size }, async (desk) => {
      for (const { path, login } of pages(found)) {
        await desk(login).go(path);
        faults.push(...(await desk(login).faults()).map((fault) => `${path}: ${fault}`));
        if (other) faults.push(...(await desk(login).faintIn(other)).map((fault) => `${path} in ${other}: ${fault}`));
      }
    });
    told(faults);
  });
}

test("every sheet can be read and used, and Escape leaves it", async () => {
  const faults = [];
  const pressed = new Set();
  await everybody({ language: "en", theme: "dark", size: "small" }, async (desk) => {
    for (const login of LOGINS) await tellNothing(desk(login));
    for (const { route, path, login } of pages(found)) {
      if (!isOfOne(route)) continue;
      await desk(login).go(path);
      for (const name of await presses(desk(login))) {
        if (pressed.has(`${route} ${name}`)) continue;
        pressed.add(`${route} ${name}`);
        faults.push(...(await sheet(desk(login), path, name)).map((fault) => `${path}, ${name}: ${fault}`));
      }
    }
  });
  told(faults);
});

/** Sheets open over one thing; the parts of the setup are forms without any. */
const isOfOne = (route) => route.includes(":") && !route.startsWith("/setup/:");

/** What is wrong with the sheet that a press opens; nothing where it opens none. */
async function sheet(desk, path, name) {
  const { page } = desk;
  const dialog = await opened(desk, path, name);
  if (!dialog) return [];
  const faults = await desk.faults();
  const isIn = await dialog.evaluate((sheet) => sheet.contains(document.activeElement));
  if (!isIn) faults.push("the keyboard is not in the sheet");
  await page.keyboard.press("Escape");
  const hasLeft = await dialog.waitFor({ state: "hidden", timeout: 5_000 }).then(
    () => true,
    () => false,
  );
  if (hasLeft) return faults;
  await desk.go(path);
  return [...faults, "Escape does not leave it"];
}

const lists = () => pages(found).filter(({ route }) => !/:|new$/.test(route));

test("lists in which nothing is say so and what to do", async () => {
  const faults = [];
  await everybody({ language: "zh", theme: "light", size: "small" }, async (desk) => {
    for (const { path, login } of lists()) {
      if (path.includes("?")) continue;
      await desk(login).go(`${path}?q=there-is-no-such-thing`);
      faults.push(...(await desk(login).faults()).map((fault) => `${path}: ${fault}`));
    }
  });
  told(faults);
});

test("without its server every page says what is the matter, since when, and what to do", async () => {
  const faults = [];
  await everybody({ language: "en", theme: "dark", size: "small" }, async (desk) => {
    for (const login of LOGINS) await desk(login).page.route(/\/v1\/(?!session|events)/, (route) => route.abort());
    for (const { path, login } of lists()) {
      if (path.includes("?")) continue;
      await desk(login).go(path);
      faults.push(...(await desk(login).faults()).map((fault) => `${path}: ${fault}`));
      const says = await desk(login).page.locator("main [role=alert]").count();
      if (!says && !WITHOUT_ANYTHING.has(path)) faults.push(`${path}: nothing says that the server is gone`);
    }
  });
  told(faults);
});

/** What asks the server for nothing before something is pressed. */
const WITHOUT_ANYTHING = new Set(["/setup", "/setup/import", "/setup/export", "/devices/labels"]);

test("on a phone the main pages fit, and what is pressed can be met by a thumb", async () => {
  const faults = [];
  await everybody({ language: "en", theme: "light", size: "phone" }, async (desk) => {
    for (const { route, path, login } of pages(found)) {
      if (!ON_A_PHONE.has(route)) continue;
      await desk(login).go(path);
      faults.push(...(await desk(login).faults()).map((fault) => `${path}: ${fault}`));
      const small = await desk(login).page.locator("main .head .actions :is(button, a), .frame > header :is(button, a)").evaluateAll((all) =>
        all.filter((one) => one.checkVisibility() && Math.min(one.offsetHeight, one.offsetWidth) < 44).map((one) => `${one.innerText || one.ariaLabel} is ${one.offsetWidth} × ${one.offsetHeight}`),
      );
      faults.push(...small.map((one) => `${path}: ${one}`));
    }
  });
  told(faults);
});
