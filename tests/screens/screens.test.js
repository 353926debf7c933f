// Every screen in its states, both languages and all themes: it says something, nothing breaks, nothing runs over the edge at
// twice the text, and axe finds nothing.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { launch, open, tell } from "./browser.js";
import { Company } from "./company.js";
import { paths, startWork } from "./routes.js";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
let company, browser, page, all, preferences;
const errors = [];

before(async () => {
  company = await Company.open({ phones: ["lin"] });
  browser = await launch(["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]);
  page = await open(browser, "phone");
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(company.url("lin"));
  all = await paths(page);
  await startWork(page, all.job.visit);
  ({ preferences } = await tell(page, "hello", {}));
});

after(async () => {
  await browser?.close();
  await company?.close();
});

const wear = (more) => tell(page, "set_preferences", { ...preferences, ...more });

/** Opens a path as if the app had begun with it, and waits until it stands. */
async function show(path) {
  await page.goto("about:blank");
  await page.goto(`${company.url("lin")}/#${path}`);
  await page.locator("h1").first().waitFor();
  await page.waitForFunction(() => document.querySelector(".skeleton") === null);
}

async function judge(where) {
  await page.addScriptTag({ path: axe });
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], rules: { region: { enabled: false } } }),
  );
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
  assert.deepEqual(found, [], where);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(over <= 0, `${where}: ${over} px over the edge`);
}

for (const [language, theme] of [
  ["zh", "light"],
  ["en", "dark"],
  ["en", "sunlight"],
]) {
  test(`every screen is there for everybody, ${language} in ${theme}`, async () => {
    await wear({ language, theme });
    for (const path of all.paths) {
      await show(path);
      await judge(`${path} ${language} ${theme}`);
      const text = await page.locator("body").innerText();
      assert.doesNotMatch(text, /\{\$|\bundefined\b|\bNaN\b|\[object/, path);
    }
    assert.deepEqual(errors, []);
  });
}

test("at twice the text, on the narrowest phone, everything can still be reached", async () => {
  await wear({ language: "en", theme: "light", text_percent: 200 });
  await page.setViewportSize({ width: 320, height: 640 });
  for (const path of all.paths) {
    await show(path);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(over <= 0, `${path}: ${over} px over the edge`);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await wear({ text_percent: 100 });
});

test("what cannot be had says so, with a press that tries again", async () => {
  await wear({ language: "zh", theme: "light" });
  const failure = { outcome: "unavailable", code: "unavailable", path: "", message: "暂时无法完成。没有丢失任何内容，请重试。", detail: "" };
  const body = Buffer.concat([Buffer.from([2]), Buffer.from(JSON.stringify(failure))]);
  const spared = /"name":"(hello|sync_state|attention|settings|draft|save_draft|drop_draft|me|colleagues|locations)"/;
  await page.route("**/door", (route) => (spared.test(route.request().postData() ?? "") ? route.continue() : route.fulfill({ body })));
  for (const path of ["/today", "/van", "/take", `/job/${all.job.work_order}`, `/visit/${all.job.visit}`, `/device/${all.job.device}`]) {
    await show(path);
    await page.getByText(failure.message).first().waitFor();
    await judge(`${path} failed`);
  }
  await page.unroute("**/door");
});

test("what takes its time shows the shape of what comes", async () => {
  const held = /"name":"(job_list|van_stock|job_detail|visit_detail|device_file)"/;
  await page.route("**/door", (route) => (held.test(route.request().postData() ?? "") ? undefined : route.continue()));
  for (const path of ["/today", "/van", `/job/${all.job.work_order}`, `/visit/${all.job.visit}`, `/device/${all.job.device}`]) {
    await page.goto("about:blank");
    await page.goto(`${company.url("lin")}/#${path}`);
    await page.locator(".skeleton").first().waitFor();
    await judge(`${path} loading`);
  }
  await page.unrouteAll({ behavior: "ignoreErrors" });
});
