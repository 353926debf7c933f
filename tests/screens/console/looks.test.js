// Every page of the console, judged: by axe, by its edges, and by what it says.
import { after, before, test } from "node:test";
import { launch } from "../browser.js";
import { Company } from "../company.js";
import { Desk } from "./desk.js";

let company, browser;

before(async () => {
  company = await Company.open({ phones: ["lin"] });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await company?.close();
});

const PAGES = [
  "/requests",
  "/requests/new",
  "/orders",
  "/orders/new",
  "/board",
  "/planning",
  "/map",
  "/review",
  "/attention",
  "/devices",
  "/devices/labels",
  "/customers",
  "/procedures",
  "/articles",
  "/stock",
  "/stock/requests",
  "/stock/movements",
  "/people/users",
  "/people/field-devices",
  "/setup",
];

for (const [language, theme, size] of [
  ["zh", "light", "small"],
  ["en", "dark", "large"],
]) {
  test(`every place is there for everybody, ${language} in ${theme}`, async () => {
    // The manager reads all of it.
    const desk = await Desk.open(browser, company, "zhao", { language, theme, size });
    for (const path of PAGES) {
      await desk.go(path);
      await desk.judge(`${path} ${language} ${theme}`);
    }
    await desk.close();
  });
}
