// Role by page by action: which places each role has and what it may begin there, as `roles.txt` has it for reading; each press that is
// shown is allowed by the server, and each that is not is refused. `ONSITE_ACCEPT_ROLES=1` writes the table anew.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch } from "../browser.js";
import { Company } from "../company.js";
import { said } from "../words.js";
import { Desk } from "./desk.js";
import { hire } from "./people.js";

const TABLE = fileURLToPath(new URL("roles.txt", import.meta.url));

/** Who has which role; those of the last line the demonstration does not have. */
const ROLES = {
  zheng: "dispatcher", zhao: "service_manager", qian: "administrator", sun: "stock_keeper", feng: "contractor_dispatcher", he: "expert", lin: "engineer",
  tao: "intake_agent", kong: "quality_inspector", cao: "complaint_handler",
};
const HIRED = { tao: "陶一", kong: "孔二", cao: "曹三" };

/** Crockford's letters, as ids are written. */
const newId = () => `0${Array.from({ length: 25 }, () => "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[Math.floor(Math.random() * 32)]).join("")}`;

/** What somebody may begin: where it stands, what is written on it, and what the server is asked for then. */
const ACTIONS = [
  { says: "requests-new", at: "/requests", ask: () => ["POST", "/v1/requests", { channel: "phone", words: "示例：电话报修" }] },
  { says: "orders-new", at: "/orders", ask: ({ customer }) => ["POST", "/v1/work-orders", { kind: "repair", title: "示例", customer }] },
  { says: "machines-new", at: "/devices", ask: () => ["POST", "/v1/devices", { record: { serial: `EX-${newId()}` } }] },
  { says: "customers-new", at: "/customers", ask: () => ["PUT", `/v1/records/customer/${newId()}`, { name: { zh: "示例客户", en: "Example" } }] },
  { says: "procedures-new", at: "/procedures", ask: () => ["POST", "/v1/procedure-drafts", {}] },
  { says: "articles-new", at: "/articles", ask: () => ["PUT", `/v1/records/article/${newId()}`, { title: { zh: "示例", en: "Example" } }] },
  { says: "people-new-user", at: "/people/users", ask: () => ["POST", "/v1/users", { login: `ex${newId().toLowerCase()}`, name: { zh: "示例", en: "Example" }, roles: ["engineer"] }] },
  { says: "people-enrol", at: "/people/field-devices", ask: ({ lin }) => ["POST", `/v1/users/${lin}/invite`, { url: "https://example.invalid" }] },
];

/** Who may begin a draft through the API, but not publish it, which is what the screen's editor is for. */
const BEYOND = ["expert: procedures-new", "quality_inspector: procedures-new"];

let company, browser, desks, known;

before(async () => {
  company = await Company.open({ phones: ["lin"] });
  browser = await launch();
  await hire(browser, company, Object.fromEntries(Object.entries(HIRED).map(([login, name]) => [login, { name, roles: [ROLES[login]] }])));
  desks = {};
  for (const login of Object.keys(ROLES)) desks[login] = await Desk.open(browser, company, login);
  const { items } = await desks.zheng.api("GET", "/v1/users?limit=100");
  const { items: customers } = await desks.zheng.api("GET", "/v1/records/customer?limit=1");
  known = { lin: items.find(({ login }) => login === "lin").id, customer: customers[0].id };
});

after(async () => {
  await browser?.close();
  await company?.close();
});

const places = (desk) => desk.page.getByRole("navigation", { name: said("console-places") });

/** Goes to a place by what is written on it, and on to a part of it. */
async function visit(desk, path) {
  const top = `/${path.split("/")[1]}`;
  const link = places(desk).locator(`a[href="${top}"]`);
  if ((await link.count()) === 0) return false;
  await (path === top ? link.click() : desk.page.goto(new URL(path, desk.page.url()).href));
  await desk.page.waitForURL((url) => url.pathname.startsWith(path));
  await desk.page.locator("main h1").waitFor();
  await desk.page.waitForFunction(() => document.querySelector("main .skeleton") === null);
  return true;
}

/** What the server answers to a request as this person. */
const asked = (desk, [method, path, body]) =>
  desk.page.evaluate(
    async ([method, path, body]) => {
      const { csrf } = await (await fetch("/v1/session")).json();
      const answer = await fetch(path, { method, headers: { "x-csrf": csrf, "content-type": "application/json" }, body: JSON.stringify(body) });
      return answer.status;
    },
    [method, path, body],
  );

test("each role has its places and what it may begin there, as the table says", async () => {
  const columns = Object.values(ROLES);
  const shown = Object.fromEntries(columns.map((role) => [role, new Set()]));
  const rows = new Set();
  for (const [login, role] of Object.entries(ROLES)) {
    for (const href of await places(desks[login]).locator("a").evaluateAll((links) => links.map((link) => link.getAttribute("href")))) {
      shown[role].add(href);
      rows.add(href);
    }
    for (const { says, at } of ACTIONS) {
      const row = `${at} → ${says}`;
      rows.add(row);
      if ((await visit(desks[login], at)) && (await desks[login].page.getByRole("main").getByRole("button", { name: said(says) }).count())) shown[role].add(row);
    }
  }
  const wide = Math.max(...[...rows].map((row) => row.length));
  const table = [
    ["".padEnd(wide), ...columns].join("  "),
    ...[...rows].sort().map((row) => [row.padEnd(wide), ...columns.map((role) => (shown[role].has(row) ? "yes" : "–").padEnd(role.length))].join("  ").trimEnd()),
  ].join("\n");
  if (process.env.ONSITE_ACCEPT_ROLES === "1") writeFileSync(TABLE, `${table}\n`);
  assert.equal(`${table}\n`, readFileSync(TABLE, "utf8"));
});

/** The accepted table as `{ role: Set of rows }`. */
function accepted() {
  const [head, ...lines] = readFileSync(TABLE, "utf8").trimEnd().split("\n");
  const columns = [...head.matchAll(/\S+/g)].map(({ 0: role, index }) => ({ role, index }));
  return Object.fromEntries(columns.map(({ role, index }) => [role, new Set(lines.filter((line) => line.slice(index).startsWith("yes")).map((line) => line.slice(0, columns[0].index).trim()))]));
}

test("each press that is shown is allowed by the server, and each that is not shown is refused", async () => {
  const table = accepted();
  const wrong = [];
  for (const [login, role] of Object.entries(ROLES)) {
    for (const { says, at, ask } of ACTIONS) {
      const status = await asked(desks[login], ask(known));
      const isShown = table[role].has(`${at} → ${says}`);
      if (!isShown && BEYOND.includes(`${role}: ${says}`)) continue;
      if (isShown === (status === 403)) wrong.push(`${role}: ${says} is ${isShown ? "shown" : "not shown"}, and the server says ${status}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("a link to a page of others says in words that it is not open to the role, and leads on", async () => {
  for (const [login, path, words] of [
    ["sun", "/requests", "console-not-yours"],
    ["feng", "/setup", "console-not-yours"],
    ["feng", "/stock/parts", "console-not-yours"],
    ["he", "/setup/tokens", "console-nothing-here"],
    ["lin", "/orders", "console-nothing-for-you"],
  ]) {
    const desk = desks[login];
    await desk.page.goto(`${company.server}${path}`);
    await desk.page.getByRole("main").getByRole("heading", { name: said(words) }).waitFor();
    if (words === "console-not-yours") await desk.judge(`${path} as ${login}`);
  }
  await desks.sun.page.getByRole("main").getByRole("button").click();
  await desks.sun.page.locator("main h1").waitFor();
});
