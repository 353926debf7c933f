// Pictures of screens: node look.js URL FOLDER PATH… [--en] [--dark] [--sunlight] [--tablet] [--text=200]
// Each picture is named for its path and how it was taken.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { launch, open, tell } from "./browser.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    en: { type: "boolean" },
    dark: { type: "boolean" },
    sunlight: { type: "boolean" },
    tablet: { type: "boolean" },
    text: { type: "string" },
    whole: { type: "boolean" },
  },
});
const [url, folder, ...paths] = positionals;
mkdirSync(folder, { recursive: true });
const browser = await launch();
const page = await open(browser, values.tablet ? "tablet" : "phone");
page.on("console", (message) => message.type() === "error" && console.log("console:", message.text()));
page.on("pageerror", (error) => console.log("page:", error.message));
await page.goto(url);
const { preferences } = await tell(page, "hello", {});
const theme = values.dark ? "dark" : values.sunlight ? "sunlight" : "light";
await tell(page, "set_preferences", { ...preferences, language: values.en ? "en" : "zh", theme, text_percent: Number(values.text ?? 100) });
const how = [values.en ? "en" : "zh", theme, values.tablet ? "tablet" : "phone", values.text].filter(Boolean).join("-");
for (const path of paths) {
  await page.goto(`${url}/#${path}`);
  await page.reload();
  await page.locator("h1").first().waitFor();
  await page.waitForLoadState("networkidle").catch(() => {});
  await page.evaluate(() => new Promise((done) => setTimeout(done, 400)));
  const name = `${path.replaceAll(/[/?=&]+/g, "_").replace(/^_/, "").slice(0, 80)}-${how}.png`;
  await page.screenshot({ path: join(folder, name), fullPage: Boolean(values.whole) });
  console.log(join(folder, name));
}
await tell(page, "set_preferences", preferences);
await browser.close();
