// What one engineer found out helps the next: from a review an article is made, finished and published; it is found in the field
// without a network, and that it solved the fault comes back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../browser.js";
import { Company } from "../company.js";
import { said } from "../words.js";
import { Desk } from "./desk.js";
import { Phone } from "./phone.js";

const TITLE = { zh: "磁体压力升高：冷头吸附器受潮", en: "Magnet pressure rises: damp adsorber" };
const HELPED = "示例：更换吸附器后烘干管路 40 分钟";
let company, browser, desk, phone, first, second, article;

before(async () => {
  company = await Company.open({ phones: ["new"], aside: ["lin"] });
  browser = await launch();
  desk = await Desk.open(browser, company, "zhao");
  phone = new Phone(company.folder("lin"));
  const { jobs } = await phone.do("jobs", "--all");
  [first, second] = jobs.filter(({ next_press }) => next_press === "accept");
});

after(async () => {
  await browser?.close();
  await company?.close();
});

const work = async (job) => {
  for (const press of ["accept", "confirm", "depart", "arrive", "start"]) await phone.do("visit", press, job.number);
};
const pair = (key, language) => desk.page.getByRole("textbox", { name: `${said(key)}, ${said(`procedures-language-${language}`)}` });

test("a review becomes the draft of an article, with what was seen, found and done", async () => {
  await work(first);
  await phone.do("finding", first.number, "--fault", "F-HELIUM", "--fault-text", "示例：压力每天升高 2 kPa", "--cause", "C-WEAR", "--remedy-text", HELPED);
  await phone.do("visit", "second-visit", first.number, "--reason", "示例：需再观察一天");
  await phone.sync();
  await desk.go("/review");
  await desk.page.getByRole("row").filter({ hasText: first.number }).getByRole("link").first().click();
  await desk.press(said("review-make-article"));
  await desk.page.waitForURL("**/articles/*");
  article = desk.page.url().split("/").at(-1);
  await desk.see(said("articles-draft"));
  assert.match(await pair("articles-what-helped", "zh").inputValue(), new RegExp(HELPED));
  assert.match(await pair("articles-symptoms", "zh").inputValue(), /压力每天升高/);
  await desk.see("F-HELIUM");
  await desk.page.getByRole("link", { name: said("articles-from-visit") }).waitFor();
  await desk.judge("a drafted article");
});

test("it is finished and published; before that no phone has it", async () => {
  await phone.sync();
  assert.deepEqual(await found("吸附器受潮"), []);
  await pair("articles-title", "zh").fill(TITLE.zh);
  await pair("articles-title", "en").fill(TITLE.en);
  await desk.press(said("articles-publish"));
  const sheet = desk.page.getByRole("dialog");
  await sheet.getByText(said("articles-publish-means")).waitFor();
  await desk.judge("publishing an article");
  await desk.press(said("articles-publish"), sheet);
  await desk.see(/v1/);
  await phone.sync();
  assert.deepEqual(await found("吸附器受潮"), [article]);
});

const found = async (words) => (await phone.do("search", words, "--in", "article")).hits.map(({ subject }) => subject.split("/").at(-1));

test("another version is published with what differs in sight, and the phone has it at its next sync", async () => {
  await pair("articles-cause", "zh").fill("示例：更换时管路未保压");
  const differences = desk.page.getByRole("region", { name: said("articles-differences") });
  await differences.getByText("管路未保压").first().waitFor();
  await desk.judge("an article with changes");
  await desk.press(said("articles-publish"));
  await desk.press(said("articles-publish"), desk.page.getByRole("dialog"));
  await desk.see(/v2/);
  await phone.sync();
  const { article: read } = await phone.do("article", "show", TITLE.zh);
  assert.deepEqual([read.revision, read.cause.zh], [2, "示例：更换时管路未保压"]);
});

test("it is found in the field without a network, used, and the desk sees that it solved the fault", async () => {
  await work(second);
  await phone.sync();
  await company.network("off");
  assert.deepEqual(await found("吸附器"), [article]);
  await phone.do("article", "use", second.number, TITLE.zh, "--solved");
  await phone.try("sync");
  await company.network("on");
  await phone.sync();
  await desk.go(`/review/${second.visit}`);
  const findings = desk.page.getByRole("region", { name: said("review-findings") });
  await findings.getByText(said("review-article-solved")).waitFor();
  await findings.getByRole("link", { name: TITLE.zh }).click();
  await desk.page.getByRole("heading", { name: TITLE.zh }).first().waitFor();
  await desk.judge("the article that helped");
});

test("what has become wrong is marked as obsolete and says so on the phone", async () => {
  await desk.page.getByRole("switch", { name: said("articles-is-retired") }).click();
  await desk.press(said("articles-publish"));
  await desk.press(said("articles-publish"), desk.page.getByRole("dialog"));
  await desk.see(/v3/);
  await phone.sync();
  const { article: read } = await phone.do("article", "show", TITLE.zh);
  assert.equal(read.is_retired, true);
});
