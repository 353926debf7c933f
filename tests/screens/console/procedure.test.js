// A procedure from the first step written to the reading judged by it: written, tried on the phone beside it, published, followed
// without a network, and published anew while somebody is in the middle of it.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { PNG } from "pngjs";
import { launch } from "../browser.js";
import { Company } from "../company.js";
import { said } from "../words.js";
import { Desk } from "./desk.js";
import { Phone } from "./phone.js";

const NUMBER = "SOP-EXAMPLE-01";
const TITLE = "示例：试行冷站巡检";
let folder, company, browser, desk, lin, zhou;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "onsite-procedure-"));
  company = await Company.open({ phones: ["new"], aside: ["lin", "zhou"] });
  browser = await launch();
  desk = await Desk.open(browser, company, "zhao");
  [lin, zhou] = ["lin", "zhou"].map((login) => new Phone(company.folder(login)));
});

after(async () => {
  await browser?.close();
  await company?.close();
  rmSync(folder, { recursive: true, force: true });
});

const pair = (label, language) => desk.page.getByRole("textbox", { name: `${label}, ${said(`procedures-language-${language}`)}`, exact: true });
const write = async (label, zh, en) => {
  await pair(label, "zh").fill(zh);
  await pair(label, "en").fill(en);
};
const view = (key) => desk.page.getByRole("group", { name: said("procedures-view") }).getByRole("button", { name: said(key) }).click();
const more = (key) => desk.page.getByRole("button", { name: said(key), exact: true }).click();
const field = (key) => desk.page.getByLabel(said(key), { exact: true });

async function add(kind, zh, en) {
  await desk.page.getByRole("group", { name: said("procedures-add") }).getByRole("button", { name: said(`code-${kind}`) }).click();
  await write(said("procedures-title"), zh, en);
}

/** One picture, plainly nothing. */
function picture() {
  const drawn = new PNG({ width: 64, height: 48 });
  drawn.data.fill(180);
  const file = join(folder, "example.png");
  writeFileSync(file, PNG.sync.write(drawn));
  return file;
}

test("a procedure with every kind of step is written, and tried on the phone beside it before anybody has it", async () => {
  await desk.go("/procedures/new");
  await field("procedures-number").fill(NUMBER);
  await field("procedures-minutes-whole").fill("40");
  await write(said("procedures-name"), "冷站巡检（示例）", "Plant room round (example)");
  await desk.page.getByRole("checkbox", { name: said("code-inspect") }).check();
  await desk.judge("what a procedure is called");

  await view("procedures-steps");
  await add("scan", "扫描机身编码", "Scan the code on the machine");
  await add("choice", "机房有异味吗", "Is there a smell");
  const choices = desk.page.getByRole("group", { name: said("procedures-choices") });
  for (const [at, zh, en] of [[1, "没有", "None"], [2, "有", "Yes"]]) {
    const label = said("procedures-choice-number", { number: at });
    if ((await pair(label, "zh").count()) === 0) await choices.getByRole("button", { name: said("procedures-choice-add"), exact: true }).click();
    await write(label, zh, en);
  }
  await choices.getByRole("checkbox", { name: said("procedures-fault") }).nth(1).check();
  await add("text", "描述异味", "Describe the smell");
  await more("procedures-condition");
  const condition = desk.page.getByRole("group", { name: said("procedures-condition") });
  await condition.getByRole("combobox").selectOption({ label: "2 机房有异味吗" });
  await condition.getByText(/仅当/).waitFor();
  await add("measurement", "冷冻水出水温度", "Chilled water temperature");
  await field("procedures-unit").fill("Cel");
  await field("procedures-low").fill("6");
  await field("procedures-high").fill("9");
  await field("procedures-decimals").fill("1");
  await field("procedures-role").selectOption({ label: said("procedures-role-engineer") });
  await field("procedures-minutes").fill("5");
  await desk.judge("a measurement being written");
  await add("check", "阀门已复位", "Valves are back");
  await more("procedures-danger");
  await write(said("procedures-danger"), "管路带压。", "Pipes are under pressure.");
  await more("procedures-acceptance");
  await write(said("procedures-acceptance"), "手柄与管路平行。", "Handles along the pipes.");
  await add("photo", "拍下阀门", "Photograph the valves");
  await more("procedures-picture");
  await desk.page.locator("input[type=file]").setInputFiles(picture());
  await desk.page.getByRole("img", { name: "拍下阀门" }).first().waitFor();
  await add("signature", "客户确认", "The customer confirms");
  await desk.judge("steps of every kind");

  await view("procedures-preview");
  await desk.page.getByRole("region", { name: said("procedures-walk", { count: 6, of: 7 }) }).waitFor();
  const phone = desk.page.getByRole("region", { name: said("procedures-preview"), exact: true });
  const walk = desk.page.getByRole("listitem");
  await walk.filter({ hasText: "机房有异味吗" }).first().getByRole("button").click();
  await phone.getByRole("radio", { name: "有", exact: true }).check();
  await desk.page.getByRole("region", { name: said("procedures-walk", { count: 7, of: 7 }) }).waitFor();
  await walk.filter({ hasText: "冷冻水出水温度" }).first().getByRole("button").click();
  await phone.getByLabel(said("procedures-phone-reading")).fill("12.5");
  await phone.getByText(said("procedures-phone-outside")).waitFor();
  await desk.judge("the preview");
});

test("it is published with what that means, and an engineer follows it without a network", async () => {
  await desk.press(said("procedures-publish"));
  const sheet = desk.page.getByRole("dialog");
  await sheet.getByText(said("procedures-publish-means")).waitFor();
  await desk.judge("publishing");
  await desk.press(said("procedures-publish"), sheet);
  await desk.page.waitForURL(/\/procedures\/(?!new)/);
  await desk.see(/手机上为 v1/);

  await lin.sync();
  await company.network("off");
  await begin(lin);
  const { steps } = await lin.do("step", "list", (await jobOf(lin)).number);
  assert.deepEqual(steps.map(({ step }) => step.step.kind), ["scan", "choice", "text", "measurement", "check", "photo", "signature"]);
  assert.ok(steps[5].step.step.picture, "with its picture");
  const answer = async (...given) => lin.do("step", "answer", (await jobOf(lin)).number, ...given);
  await answer("2", steps[1].step.step.choices[0].value);
  await answer("4", "12.5", "--note", "示例：负荷高");
  await company.network("on");
  await lin.sync();

  await desk.go(`/review/${(await jobOf(lin)).visit}`);
  const row = desk.page.getByRole("row").filter({ hasText: "冷冻水出水温度" });
  await row.getByText("12.5").waitFor();
  assert.match(await row.innerText(), /6\D+9/, "beside the limits of the version that was followed");
  await row.getByText("示例：负荷高").waitFor();
  await desk.judge("answers against their limits");
});

/** A job of its own under the procedure, up to its first step. */
async function begin(phone) {
  const procedure = new URL(desk.page.url()).pathname.split("/").at(-1);
  const { jobs } = await phone.do("jobs", "--all");
  const device = jobs.find(({ device_text }) => device_text.includes(" · ")).device_text.split(" · ")[1];
  await phone.do("job", "new", "inspect", TITLE, "--device", device, "--procedure", procedure);
  const { number } = await jobOf(phone);
  for (const press of ["depart", "arrive", "start"]) await phone.do("visit", press, number);
}

const jobOf = async (phone) => (await phone.do("jobs", "--all")).jobs.find(({ title }) => title === TITLE);

test("a new version shows what differs, reaches the next visit, and leaves alone the one that is under way", async () => {
  const { items } = await desk.api("GET", `/v1/search?q=${NUMBER}&word=procedure`);
  await desk.go(`/procedures/${items[0].id}`);
  await desk.page.getByRole("button", { name: /冷冻水出水温度/ }).first().click();
  await field("procedures-high").fill("10");
  await add("check", "已擦净观察窗", "Sight glass is clean");
  await view("procedures-versions");
  const compared = desk.page.getByRole("region", { name: said("procedures-compared", { revision: 1 }) });
  await compared.getByText("已擦净观察窗").waitFor();
  await compared.getByText("冷冻水出水温度").waitFor();
  await desk.judge("what differs");
  await desk.press(said("procedures-publish"));
  await desk.page.getByRole("dialog").getByLabel(said("procedures-change-note")).fill("示例：夏季放宽上限");
  await desk.press(said("procedures-publish"), desk.page.getByRole("dialog"));
  await desk.see(/手机上为 v2/);

  await Promise.all([lin.sync(), zhou.sync()]);
  await begin(zhou);
  const high = async (phone) => {
    const { steps } = await phone.do("step", "list", (await jobOf(phone)).number);
    return [steps.length, steps.find(({ step }) => step.step.kind === "measurement").step.step.measurement.high];
  };
  assert.deepEqual(await high(lin), [7, "9"], "what was begun goes on as it was");
  assert.deepEqual(await high(zhou), [8, "10"]);

  await view("procedures-versions");
  await desk.see("示例：夏季放宽上限");
  const both = desk.page.getByRole("region", { name: said("procedures-compare") });
  await both.getByText("已擦净观察窗").waitFor();
  await desk.judge("two versions beside each other");
});
