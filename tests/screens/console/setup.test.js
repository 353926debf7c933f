// A company is set up: every thing is made once on its screen and then seen where it matters, on a phone, at intake, or by another program.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, open, tell } from "../browser.js";
import { Company } from "../company.js";
import { said } from "../words.js";
import { Desk } from "./desk.js";
import { Phone } from "./phone.js";

let folder, company, browser, desk, phone, job;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "onsite-setup-"));
  company = await Company.open({ phones: ["zhou"], aside: ["lin"] });
  browser = await launch();
  desk = await Desk.open(browser, company, "qian");
  phone = new Phone(company.folder("lin"));
  [job] = (await phone.do("jobs", "--all")).jobs.filter(({ next_press }) => next_press === "accept");
});

after(async () => {
  await browser?.close();
  await company?.close();
  rmSync(folder, { recursive: true, force: true });
});

const field = (key) => desk.page.getByLabel(said(key), { exact: true });
const words = async (key, zh, en, within = desk.page) => {
  const what = said(key);
  await within.getByRole("textbox", { name: said("setup-in-chinese", { what }), exact: true }).last().fill(zh);
  await within.getByRole("textbox", { name: said("setup-in-english", { what }), exact: true }).last().fill(en);
};
const choose = (key, option) => desk.page.getByRole("combobox", { name: said(key), exact: true }).last().selectOption({ label: said(option) });

async function begin(path) {
  await desk.go(`/setup/${path}`);
  await desk.press(said("setup-new"));
  await desk.page.waitForURL(/record=new/);
}

/** Makes it, and waits until it stands in the list. */
async function make(part, title) {
  await desk.press(said("setup-make", { what: said(part) }));
  await desk.page.getByRole("navigation", { name: said(part) }).getByRole("link", { name: title }).waitFor();
  await desk.judge(title);
}

test("a fault code is offered at intake and taken from an engineer", async () => {
  await begin("fault-codes");
  await field("setup-code").fill("F-EXAMPLE");
  await words("setup-name", "示例：冷凝水倒灌", "Example: condensate flows back");
  await make("setup-fault-codes", "F-EXAMPLE");

  const intake = await Desk.open(browser, company, "zheng");
  await intake.go("/requests/new");
  const codes = intake.page.getByRole("combobox", { name: said("requests-fault"), exact: true });
  await codes.selectOption({ label: "F-EXAMPLE 示例：冷凝水倒灌" });
  await intake.close();

  await phone.sync();
  for (const press of ["accept", "confirm", "depart", "arrive", "start"]) await phone.do("visit", press, job.number);
  await phone.do("finding", job.number, "--fault", "F-EXAMPLE");
});

test("a field of the company's own stands on the phone, by its name", async () => {
  await begin("fields");
  await words("setup-label", "资产标签（示例）", "Asset tag (example)");
  await choose("setup-extends", "code-device");
  await make("setup-fields", "资产标签（示例）");
  const id = new URL(desk.page.url()).searchParams.get("record");

  const page = await open(browser);
  await page.goto(company.url("zhou"));
  const [mine] = await tell(page, "job_list", { day: new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10), zone: "Asia/Shanghai" });
  // As the program that keeps the company's assets writes it.
  const { etag, body } = await desk.api("GET", `/v1/records/device/${mine.device}`);
  await desk.page.evaluate(
    async ([path, etag, body]) => {
      const { csrf } = await (await fetch("/v1/session")).json();
      const answer = await fetch(path, { method: "PUT", headers: { "x-csrf": csrf, "content-type": "application/json", "if-match": etag }, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(await answer.text());
    },
    [`/v1/records/device/${mine.device}`, etag, { ...body, ext: { ...body.ext, [id]: "ZC-0042" } }],
  );
  await tell(page, "sync_now", {});
  await page.goto(`${company.url("zhou")}/#/device/${mine.device}`);
  await page.getByRole("button", { name: said("device-more") }).click();
  await page.getByText("资产标签（示例）").first().waitFor();
  await page.getByText("ZC-0042").first().waitFor();
  await page.context().close();
});

test("a new version of the price list is written from the last, and the company works with it from its day", async () => {
  await begin("service-items");
  await field("setup-number").fill("SI-EXAMPLE");
  await words("setup-name", "夜间加急（示例）", "Night call (example)");
  await make("setup-service-items", "夜间加急（示例）");

  await desk.go("/setup/price-lists");
  await desk.page.getByRole("navigation", { name: said("setup-price-lists") }).getByRole("link").first().click();
  await desk.see(said("setup-is-used"));
  await desk.press(said("setup-next-version"));
  await desk.page.waitForURL(/record=new/);
  await desk.page.getByRole("combobox", { name: said("setup-add-one", { what: said("setup-prices-of-items") }) }).fill("夜间加急");
  await desk.page.getByRole("option", { name: /夜间加急/ }).click();
  await desk.page.getByLabel(said("setup-price-of", { what: "夜间加急（示例）" })).fill("888");
  await desk.press(said("setup-make", { what: said("setup-price-lists") }));
  await desk.page.waitForURL((url) => !["new", null].includes(url.searchParams.get("record")));
  // Which of its versions counts is a matter of the day: nobody has to name the new one anywhere.
  await desk.see(said("setup-is-used"));
  await desk.judge("a price list that is used");
  const used = new URL(desk.page.url()).searchParams.get("record");
  const { body } = await desk.api("GET", `/v1/records/price_list/${used}`);
  assert.deepEqual([body.revision, Object.values(body.service_items).map(({ minor }) => minor).includes(888_00)], [2, true]);
});

test("a calendar and the service level that counts in its hours", async () => {
  await begin("calendars");
  await words("setup-name", "夜班日历（示例）", "Night calendar (example)");
  await desk.page.getByRole("textbox", { name: said("setup-hours-of", { day: "星期一" }) }).fill("20-24");
  await make("setup-calendars", "夜班日历（示例）");

  await begin("service-levels");
  await field("setup-number").fill("SL-EXAMPLE");
  await words("setup-name", "夜间保障（示例）", "Night cover (example)");
  await desk.page.getByRole("combobox", { name: said("setup-calendar"), exact: true }).selectOption({ label: "夜班日历（示例）" });
  await desk.press(said("setup-add-target"));
  await field("setup-first-response").fill("15");
  await make("setup-service-levels", "夜间保障（示例）");
});

test("a questionnaire is seen as the customer sees it, and asked on the phone once the company uses it", async () => {
  const { items } = await desk.api("GET", "/v1/records/order_kind?limit=100");
  const kind = items.find(({ body }) => body.kind === job.kind && body.mode === "onsite").body.name.zh;
  await begin("questionnaires");
  await field("setup-number").fill("Q-EXAMPLE");
  await words("setup-name", "简短问卷（示例）", "Short questions (example)");
  await desk.press(said("setup-add-question"));
  await words("setup-question", "现场整洁吗（示例）", "Was it left tidy (example)");
  const preview = desk.page.getByRole("region", { name: said("setup-preview") });
  await preview.getByText("现场整洁吗（示例）").waitFor();
  await make("setup-questionnaires", "简短问卷（示例）");
  await desk.press(said("setup-use-this"));
  await desk.see(said("setup-is-used"));

  // Kinds of order that name a questionnaire of their own are pointed out, and changed where it is wanted.
  await desk.page.getByRole("link", { name: kind, exact: true }).last().click();
  const own = desk.page.getByRole("combobox", { name: said("setup-questionnaire"), exact: true });
  await own.selectOption({ label: `简短问卷（示例） · Q-EXAMPLE · ${said("setup-version-n", { n: 1 })}` });
  await desk.press(said("do-save"));
  await desk.see(said("setup-saved", { what: kind }));
  await desk.judge("a kind of order");
  await phone.sync();
  assert.match(JSON.stringify(await phone.do("rate", job.number)), /现场整洁吗（示例）/);
});

test("a token does what was opened for it, is refused what was not, and nothing once it is revoked", async () => {
  await desk.go("/setup/tokens");
  await desk.press(said("setup-token-new"));
  await desk.page.getByLabel(said("setup-token-name"), { exact: true }).fill("示例报表");
  await desk.page.getByRole("combobox", { name: said("setup-token-user") }).selectOption({ label: "赵辛 · YF-008" });
  await desk.page.getByRole("group", { name: said("setup-scope-orders"), exact: true }).getByRole("button", { name: said("setup-scope-read"), exact: true }).click();
  await desk.judge("a token being made");
  await desk.press(said("setup-token-make"));
  const shown = desk.page.getByRole("alert").filter({ hasText: said("setup-token-once-more") });
  const secret = (await shown.locator("code").innerText()).trim();
  await desk.judge("a token that is shown once");
  const asked = async (path) => (await fetch(`${company.server}${path}`, { headers: { authorization: `Bearer ${secret}` } })).status;
  assert.deepEqual([await asked("/v1/work-orders?limit=1"), await asked("/v1/devices?limit=1")], [200, 403]);
  await desk.press(said("setup-kept"));
  const row = desk.page.getByRole("row").filter({ hasText: "示例报表" });
  await row.getByRole("button", { name: said("setup-token-revoke") }).click();
  await desk.press(said("setup-token-revoke"), desk.page.getByRole("dialog"));
  await row.getByText(said("setup-token-revoked")).waitFor();
  assert.equal(await asked("/v1/work-orders?limit=1"), 401);
});

/** A spreadsheet file as small as there is one: rows of texts, packed by a program that is not ours. */
function spreadsheet(rows) {
  const cell = (text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
  const files = {
    "[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
    "_rels/.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    "xl/worksheets/sheet1.xml": `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows.map((row) => `<row>${row.map(cell).join("")}</row>`).join("")}</sheetData></worksheet>`,
  };
  const place = mkdtempSync(join(folder, "sheet-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(place, name, ".."), { recursive: true });
    writeFileSync(join(place, name), `<?xml version="1.0" encoding="UTF-8"?>${text}`);
  }
  execFileSync("zip", ["-qr", "sites.xlsx", ...Object.keys(files)], { cwd: place });
  return join(place, "sites.xlsx");
}

async function bring(kind, file) {
  await desk.go(`/setup/import?kind=${kind}`);
  await desk.page.locator("input[type=file]").setInputFiles(file);
}
const take = async () => {
  await desk.press(said("setup-import-take", { count: 1 }));
  await desk.press(said("setup-import-take", { count: 1 }), desk.page.getByRole("dialog"));
  await desk.see(said("setup-import-taken"));
};

test("a table with a bad row is taken as a whole or not at all, and what was taken is found", async () => {
  const csv = join(folder, "customers.csv");
  writeFileSync(csv, "number,name_zh,name_en,default_site\nC-EXAMPLE,示例导入医院,Example import hospital,\n,缺编号,No number,\n");
  await bring("customers", csv);
  await desk.see(said("setup-import-mistakes-more"));
  await desk.judge("a table with a mistake");
  writeFileSync(csv, "number,name_zh,name_en\nC-EXAMPLE,示例导入医院,Example import hospital\n");
  await desk.page.locator("input[type=file]").setInputFiles(csv);
  await take();
  await desk.judge("a table that was taken");

  const sites = (zone) => spreadsheet([["number", "customer", "name_zh", "zone"], ["S-EXAMPLE", "C-EXAMPLE", "示例导入院区", zone]]);
  await bring("sites", sites("Nowhere/Else"));
  await desk.see(said("setup-import-mistakes-more"));
  await bring("sites", sites("Asia/Shanghai"));
  await take();
  await desk.page.keyboard.press("Control+k");
  await desk.page.getByRole("combobox", { name: said("console-search") }).fill("示例导入院区");
  await desk.page.getByRole("option", { name: /示例导入院区/ }).first().waitFor();
});

test("lists come out as a spreadsheet and as text", async () => {
  await desk.go("/setup/export");
  await desk.judge("what comes out");
  for (const format of ["XLSX", "CSV"]) {
    const coming = desk.page.waitForEvent("download");
    await desk.page.getByRole("link", { name: `${format} · ${said("setup-export-devices")}` }).click();
    const bytes = readFileSync(await (await coming).path());
    if (format === "XLSX") assert.equal(bytes.subarray(0, 2).toString(), "PK");
    else assert.match(bytes.toString("utf8"), /HZ-MR15/);
  }
});

test("a webhook tells another program, signed, and its log shows that it was heard", async () => {
  const heard = [];
  let hear;
  const listener = createServer((request, answer) => {
    let body = "";
    request.on("data", (bytes) => (body += bytes));
    request.on("end", () => {
      heard.push({ headers: request.headers, body });
      answer.writeHead(204).end();
      hear?.();
    });
  });
  await new Promise((ready) => listener.listen(0, "127.0.0.1", ready));
  const there = await Desk.open(browser, company, "qian");
  try {
    await there.go("/setup/webhooks/new");
    await there.page.getByLabel(said("setup-webhook-name"), { exact: true }).fill("示例 ERP");
    await there.page.getByLabel(said("setup-webhook-url"), { exact: true }).fill(`http://127.0.0.1:${listener.address().port}/onsite`);
    await there.page.getByRole("checkbox", { name: said("setup-event-order-made") }).check();
    await there.judge("a webhook being made");
    await there.press(said("setup-webhook-make"));
    const once = there.page.getByRole("alert").filter({ hasText: said("setup-webhook-once-more") });
    const secret = (await once.locator("code").innerText()).trim();
    const coming = new Promise((over) => (hear = over));
    await there.press(said("setup-webhook-test"));
    await coming;
    const [{ headers, body }] = heard;
    const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
    const signed = createHmac("sha256", key).update(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`).digest("base64");
    assert.ok(headers["webhook-signature"].split(" ").includes(`v1,${signed}`), "signed as Standard Webhooks are");
    await there.see(said("setup-delivery-delivered"));
    await there.page.getByRole("button", { name: said("setup-webhook-test"), disabled: false }).and(there.page.locator("[aria-busy=false]")).waitFor();
    await there.judge("the log of a webhook");
  } finally {
    await there.close();
    await new Promise((over) => listener.close(over));
  }
});

test("the company's paper is seen before anybody signs it", async () => {
  await desk.go("/setup/paper");
  const printed = desk.page.waitForResponse((answer) => answer.url().endsWith("/v1/paper/preview"));
  await desk.press(said("setup-sample-show"));
  assert.equal((await printed).headers()["content-type"], "application/pdf");
  await desk.page.getByTitle(said("setup-sample"), { exact: true }).waitFor();
});
