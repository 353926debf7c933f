// A procedure is drafted by one desk, gone on with at another, and published with a choice of who takes it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../browser.js";
import { Company } from "../company.js";
import { said } from "../words.js";
import { Desk } from "./desk.js";
import { hire } from "./people.js";

let company, browser, expert, manager, procedure;

before(async () => {
  company = await Company.open();
  browser = await launch();
  await hire(browser, company, { cao: { name: "曹示例", roles: ["expert"] }, song: { name: "宋示例", roles: ["service_manager"] } });
  [expert, manager] = await Promise.all([Desk.open(browser, company, "cao"), Desk.open(browser, company, "song")]);
  const { items } = await manager.api("GET", "/v1/records/procedure?limit=200");
  ({ id: procedure } = items.find(({ body }) => !body.is_retired && body.steps.length > 1));
});

after(async () => {
  await browser?.close();
  await company?.close();
});

const title = (desk) => desk.page.getByRole("textbox", { name: `${said("procedures-title")}, ${said("procedures-language-zh")}`, exact: true });

test("an expert drafts, which is kept at the server and is there at another desk", async () => {
  await expert.go(`/procedures/${procedure}`);
  await title(expert).fill("示例：先断电挂牌");
  await expert.see(said("procedures-draft-only"));
  await expert.page.getByText(said("procedures-draft-saved", { when: "" }).trim()).first().waitFor();
  assert.equal(await expert.page.getByRole("button", { name: said("procedures-publish") }).count(), 0, "who may not publish is not offered it");
  await expert.judge("a draft of an expert");

  await manager.go("/procedures");
  await manager.see(said("procedures-drafted"));
  await manager.judge("procedures of which one is being drafted");
  await manager.go(`/procedures/${procedure}`);
  await manager.page.waitForFunction((wanted) => [...document.querySelectorAll("input, textarea")].some(({ value }) => value === wanted), "示例：先断电挂牌");
  await manager.see("曹示例");
});

test("what one desk writes comes to the other while it is open", async () => {
  await title(manager).fill("示例：先断电、挂牌、上锁");
  await expert.page.waitForFunction((wanted) => [...document.querySelectorAll("input, textarea")].some(({ value }) => value === wanted), "示例：先断电、挂牌、上锁");
});

test("it is published, and what named the version before is moved by choice", async () => {
  await manager.page.getByText(said("procedures-draft-saved", { when: "" }).trim()).first().waitFor();
  const kinds = (await manager.api("GET", "/v1/records/order_kind?limit=200")).items.filter(({ body }) => body.default_procedure === procedure);
  await manager.press(said("procedures-publish"));
  const sheet = manager.page.getByRole("dialog");
  await sheet.getByText(said("procedures-publish-means")).waitFor();
  const boxes = sheet.getByRole("checkbox");
  if (kinds.length) await boxes.first().uncheck();
  await manager.judge("publishing with a choice");
  await manager.press(said("procedures-publish"), sheet);
  await manager.page.waitForURL((url) => /\/procedures\/\w{26}/.test(url.pathname) && !url.pathname.endsWith(procedure));
  if (!kinds.length) return;
  const next = manager.page.url().split("/").at(-1);
  await manager.press(/换成第/);
  await manager.page.waitForFunction(
    async ([kind, next]) => (await (await fetch(`/v1/records/order_kind/${kind}`)).json()).body.default_procedure === next,
    [kinds[0].id, next],
  );
});
