// The whole way of a call with the keyboard alone: the mouse lies in the drawer.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "../browser.js";
import { Company } from "../company.js";
import { said } from "../words.js";
import { Desk } from "./desk.js";
import { answerSteps, setOut, signAndFinish } from "./field.js";
import { Phone } from "./phone.js";

const SERIAL = "HZ-DR30-MINHANG02";
const WORDS = "球管过热报警\n连续拍片后出现";
/** More stops than any page has: whoever has not been let out by then is caught. */
const STOPS_MAX = 200;
let company, browser, desk, page, keys, phone, folder, device, order, number;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "onsite-keyboard-"));
  company = await Company.open({ phones: ["new"], aside: ["lin"] });
  browser = await launch();
  phone = new Phone(company.folder("lin"), { TZ: "Asia/Shanghai" });
  desk = await Desk.open(browser, company);
  ({ page } = desk);
  keys = page.keyboard;
});

after(async () => {
  await browser?.close();
  await company?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What has the focus, as whoever reads with the eyes or the ears meets it: its name, and whether something shows that it has it. */
const stop = (until = "*") =>
  page.evaluate((until) => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const isDrawn = (element) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    };
    // What holds a field may be what is drawn around.
    const around = [at, at.parentElement, at.parentElement?.parentElement].filter(Boolean);
    const box = at.getBoundingClientRect();
    at.dataset.stop ??= String(Math.random());
    return {
      name: (at.getAttribute("aria-label") ?? at.labels?.[0]?.innerText ?? at.innerText ?? "").trim().split("\n")[0],
      isShown: around.some(isDrawn),
      isInSight: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
      isWanted: at.matches(until),
      mark: at.dataset.stop,
      html: at.outerHTML.slice(0, 120),
    };
  }, until);

/** Tabs until a thing of this name, or of this kind, has the focus; at every stop on the way the focus is seen. */
async function tabTo(name, { back = false, until = "*" } = {}) {
  for (let stops = 0; stops < STOPS_MAX; stops += 1) {
    await keys.press(back ? "Shift+Tab" : "Tab");
    const at = await stop(until);
    if (!at) continue;
    assert.ok(at.isShown && at.isInSight, `the focus is not seen at ${at.html}`);
    if (at.name.startsWith(name) && at.isWanted) return;
  }
  assert.fail(`no way to ${name || until}`);
}

/** Once around: every stop shows that it has the focus, and whoever goes on comes back to where they began. */
async function around(where) {
  const seen = new Set();
  for (let stops = 0; stops < STOPS_MAX; stops += 1) {
    await keys.press("Tab");
    const at = await stop();
    const mark = at?.mark ?? "outside";
    if (seen.has(mark)) return;
    seen.add(mark);
    if (at) assert.ok(at.isShown && at.isInSight, `${where}: the focus is not seen at ${at.html}`);
  }
  assert.fail(`${where}: there is no way around`);
}

test("signs in", async () => {
  await page.locator("input[autocomplete=username]").waitFor();
  const at = await stop();
  if (at?.html.includes("username") !== true) await keys.press("Tab");
  await keys.type("zheng");
  await keys.press("Tab");
  await keys.type("zheng-demo-only");
  await keys.press("Enter");
  await page.locator("#work").waitFor();
  const { items } = await desk.api("GET", "/v1/devices?limit=200");
  device = items.find(({ serial }) => serial === SERIAL);
});

test("takes a call and makes an order of it", async () => {
  await keys.press("g");
  await keys.press("q");
  await page.waitForURL("**/requests");
  await page.getByRole("button", { name: said("requests-new") }).first().waitFor();
  await around("requests");
  await keys.press("n");
  await page.waitForURL("**/requests/new");
  await page.getByRole("combobox", { name: said("requests-find") }).waitFor();
  await keys.type(device.codes[0]);
  await page.getByRole("option", { name: SERIAL }).waitFor();
  await keys.press("Enter");
  await page.waitForFunction(() => document.activeElement?.tagName === "TEXTAREA");
  await keys.type(WORDS);
  await page.getByRole("button", { name: "球管过热" }).waitFor();
  await keys.press("Alt+1");
  await page.locator("[aria-pressed=true]").filter({ hasText: "球管过热" }).waitFor();
  await tabTo(said("requests-phone"), { back: true });
  await keys.type("021 5555 0388");
  await around("a call");
  await keys.press("Control+Enter");
  await page.waitForURL(/\/requests\/[0-9A-Z]{26}$/);
  await page.getByRole("button", { name: said("requests-press-verify") }).waitFor();
  await around("a request");
  await keys.press("v");
  await desk.see(said("requests-status-verified"));
  await keys.press("o");
  await page.getByRole("dialog").waitFor();
  await tabTo(said("requests-title"));
  await keys.press("Control+Enter");
  await page.waitForURL("**/orders/*");
  order = page.url().split("/").at(-1);
});

test("proposes and assigns, and takes a wrong press back", async () => {
  await page.getByRole("button", { name: said("orders-act-propose") }).waitFor();
  await around("an order");
  await keys.press("p");
  await page.getByRole("dialog").getByRole("button", { name: said("planning-take") }).first().waitFor();
  await keys.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await keys.press("p");
  await page.getByRole("dialog").getByRole("button", { name: said("planning-take") }).first().waitFor();
  await keys.press("a");
  const seen = page.getByRole("dialog").getByRole("button", { name: said("planning-seen") });
  await seen.or(page.getByRole("button", { name: said("do-undo") })).first().waitFor();
  if (await seen.count()) {
    await tabTo(said("planning-seen"));
    await keys.press("Enter");
  }
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await keys.press("Control+z");
  await desk.see(said("orders-nobody-goes"));

  await keys.press("a");
  await page.getByRole("dialog").getByRole("radio").first().waitFor();
  // The list of engineers is found by typing; the choice of one is a press of the space bar.
  await keys.type("林");
  await tabTo(said("orders-as-lead", { name: "林甲" }));
  await keys.press("Space");
  await keys.press("Control+Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await desk.see(said("orders-assigned-to", { name: "林甲" }));
  const { body } = await desk.api("GET", `/v1/work-orders/${order}`);
  number = body.number;
  assert.ok(body.lead);
});

test("reviews what came back and accepts it", async () => {
  await phone.sync();
  const { jobs } = await phone.do("jobs", "--all");
  assert.ok(jobs.some((job) => job.number === number), "the proposed engineer is Lin");
  await setOut(phone, number);
  await answerSteps(phone, number, folder, { code: device.codes[0] });
  await signAndFinish(phone, number, folder, "赵示例");
  await keys.press("g");
  await keys.press("r");
  await page.waitForURL("**/review");
  await phone.sync();
  const row = page.getByRole("row").filter({ hasText: number });
  await row.waitFor();
  await around("reviews");
  // Into the list, and down to the line of this visit.
  await tabTo("", { until: "tr" });
  while (!(await row.evaluate((line) => line === document.activeElement))) await keys.press("ArrowDown");
  await keys.press("Enter");
  await page.waitForURL("**/review/*");
  await desk.see(said("review-genuine"));
  const visit = page.url().split("/").at(-1);
  await around("a visit");
  await keys.press("a");
  // What is open is said first.
  const all = page.getByRole("dialog").getByRole("button", { name: said("review-accept-all-the-same") });
  await all.or(page.getByRole("heading", { name: said("console-place-review") })).first().waitFor();
  if (await all.count()) {
    await tabTo(said("review-accept-all-the-same"));
    await keys.press("Enter");
  }
  await page.waitForURL((url) => !url.pathname.endsWith(visit));
  const { body } = await desk.api("GET", `/v1/work-orders/${order}`);
  assert.equal(body.status, "reviewed");
});

test("every key that stands on a button does what the button says", async () => {
  await desk.go(`/orders/${order}`);
  const written = await page.locator("main button:has(kbd)").evaluateAll((all) => all.map((one) => one.querySelector("kbd").innerText.toLowerCase()));
  assert.equal(new Set(written).size, written.length, "no key stands on two buttons");
  await keys.press("c");
  await desk.see(said("code-closed"));
  await keys.press("Shift+?");
  await page.getByRole("dialog", { name: said("console-shortcuts") }).waitFor();
  await keys.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
});
