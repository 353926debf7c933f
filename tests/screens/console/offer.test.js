// An order is offered to a group and claimed by two phones that see neither the company nor each other: one has it, the other is
// told in words, and the console shows who pressed when. The clock stands still but for the minutes between the presses.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, open } from "../browser.js";
import { Clock } from "../clock.js";
import { Company } from "../company.js";
import { said } from "../words.js";
import { Desk } from "./desk.js";

/** A Tuesday, 07:10 there. */
const MORNING_MS = Date.UTC(2026, 10, 23, 23, 10);
const ADVICE = "How to set the controller";
const GROUP = "暖通组";
const PEOPLE = { lin: "林甲", zhou: "周乙" };

let folder, clock, company, browser, desk, phones, number;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "onsite-offer-"));
  clock = new Clock(folder, MORNING_MS);
  company = await Company.open({ phones: Object.keys(PEOPLE), env: clock.env });
  browser = await launch();
  desk = await Desk.open(browser, company, "zheng", { at: clock.ms });
  phones = {};
  for (const login of Object.keys(PEOPLE)) {
    phones[login] = await open(browser, "phone");
    await phones[login].context().clock.setFixedTime(clock.ms);
    await phones[login].goto(`${company.url(login)}/#/offers`);
  }
});

after(async () => {
  if (process.env.ONSITE_PICTURES) {
    for (const [name, page] of Object.entries({ ...phones, desk: desk?.page })) await page?.screenshot({ path: join(process.env.ONSITE_PICTURES, `console-offer-${name}.png`) });
  }
  await browser?.close();
  await company?.close();
  clock?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Everybody's clock, by minutes. */
async function wait(minutes) {
  clock.go(minutes);
  for (const page of [desk.page, ...Object.values(phones)]) await page.context().clock.setFixedTime(clock.ms);
}

const offerOn = (phone) => phone.getByRole("article").or(phone.getByRole("main").locator("> *, section, div")).filter({ hasText: ADVICE }).filter({ has: phone.getByRole("button", { name: said("offers-claim") }) }).last();

test("an order is offered to a group from the plan, and stands on the phones of those who are in it", async () => {
  await desk.go("/planning");
  await desk.page.getByRole("button", { name: ADVICE }).click();
  const panel = desk.page.getByRole("complementary", { name: said("planning-order") });
  await panel.getByText(ADVICE).waitFor();
  number = await panel.getByRole("heading", { level: 2 }).innerText();
  await desk.page.keyboard.press("o");
  const sheet = desk.page.getByRole("dialog");
  await sheet.getByRole("checkbox", { name: GROUP }).check();
  await desk.judge("to whom it is offered");
  await desk.press(said("orders-act-offer"), sheet);
  await panel.getByText(said("planning-open-to", { names: GROUP })).waitFor();
  for (const phone of Object.values(phones)) await phone.getByText(ADVICE).waitFor();
});

test("both claim it without a network, and both are told that it is not certain yet", async () => {
  await company.network("off");
  for (const phone of Object.values(phones)) {
    await wait(2);
    await offerOn(phone).getByRole("button", { name: said("offers-claim") }).click();
    await phone.getByText(said("offers-claimed-more")).waitFor();
  }
});

test("one has it, the other is told who has it, and the desk sees who pressed when and on which phone", async () => {
  await wait(3);
  await company.network("on");
  const decided = Object.entries(phones).map(async ([login, phone]) => {
    await phone.goto(`${company.url(login)}/#/sync`);
    await phone.getByRole("button", { name: said("sync-now") }).click();
    await phone.goto(`${company.url(login)}/#/offers`);
    const mine = phone.getByText(said("offers-yours", { number }));
    // The order has left this phone; the server tells who has it and since when.
    const rival = Object.entries(PEOPLE).find(([other]) => other !== login)[1];
    const others = phone.getByRole("main").getByText(`${number} · ${rival}`);
    await mine.or(others).waitFor();
    const has = (await mine.count()) > 0;
    if (!has) {
      assert.match(await others.innerText(), /\d\d:\d\d/, "since when");
      const [none, some] = ["offers-lost-none-open", "offers-lost-others-open"].map((text) => phone.getByText(said(text)));
      await none.or(some).waitFor();
      assert.equal(await some.count(), (await phone.getByRole("button", { name: said("offers-look") }).count()) > 0 ? 1 : 0, "what else is open");
      await phone.goto(`${company.url(login)}/#/today`);
      await phone.getByText(said("offers-lost", { count: 1 })).waitFor();
    }
    return { login, has };
  });
  const fates = await Promise.all(decided);
  const [winner, loser] = [fates.find(({ has }) => has), fates.find(({ has }) => !has)];
  assert.ok(winner && loser, "exactly one has it, and the other is told in words");

  await desk.press(number);
  await desk.see(said("orders-told-claim-confirmed"));
  const line = (what, name) => desk.page.getByRole("listitem").filter({ has: desk.page.locator("strong", { hasText: new RegExp(`^${said(`orders-told-${what}`)}$`) }) }).filter({ hasText: name });
  await desk.page.getByText(PEOPLE[winner.login]).first().waitFor();
  for (const [login, name] of Object.entries(PEOPLE)) {
    const text = await line("claimed", name).innerText();
    assert.match(text, /\d\d:\d\d/, "when it was pressed");
    assert.ok(text.includes(`phone-${login}`), "and on which phone");
  }
  assert.equal(await line("claim-confirmed", PEOPLE[winner.login]).count(), 1);
  const { items } = await desk.api("GET", "/v1/work-orders?limit=200");
  const { body } = await desk.api("GET", `/v1/work-orders/${items.find((one) => one.number === number).id}`);
  assert.equal(body.claims.length, 2, "both presses are kept");
  assert.ok(body.claims.every(({ at_ms, received_ms }) => at_ms <= received_ms), "with when each came");
  await desk.judge("the order with its claims");
});
