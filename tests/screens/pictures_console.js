// Pictures of every page of the console, of the sheets behind its presses and of what is opened or chosen in it, for looking at:
//   npm run pictures:console -- FOLDER [--in zh-light,en-dark] [--size small,large,phone] [--only orders] [--sheets] [--whole]
//                                      [--forced] [--together 2x3] [--server URL] [--stay]
// `--whole` makes the window as high as what is in it; `--forced` takes the colours that a reader forces; `--together` puts so many
// beside and below each other on one picture as well. Without `--server` a demonstration company is opened and filled, which
// `--stay` keeps open afterwards, with its address, until Enter.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { launch } from "./browser.js";
import { Company } from "./company.js";
import { Desk } from "./console/desk.js";
import { fill, foundIn } from "./console/filled.js";
import { ON_A_PHONE, pages } from "./console/pages.js";
import { scenes } from "./console/scenes.js";
import { opened, presses, tellNothing } from "./console/sheets.js";
import { atRest, watch } from "./pictures.js";
import { said } from "./words.js";

const {
  values,
  positionals: [folder],
} = parseArgs({
  allowPositionals: true,
  options: {
    in: { type: "string", default: "zh-light,zh-dark,en-light,en-dark" },
    size: { type: "string", default: "small" },
    only: { type: "string", default: "" },
    sheets: { type: "boolean" },
    whole: { type: "boolean" },
    forced: { type: "boolean" },
    together: { type: "string" },
    server: { type: "string" },
    stay: { type: "boolean" },
  },
});
if (!folder) throw new Error("where to? npm run pictures:console -- FOLDER");

/** Beyond this a picture is cut off: nobody looks at more in one. */
const HEIGHT_MAX = 2600;
/** How wide pictures are that stand together. */
const TOGETHER_WIDTH = 1520;

const wanted = new RegExp(values.only);
const isOfServer = (request) => /\/v1\/(?!events)/.test(request.url());
let browser;

/** One way to look at the console: a language, a theme and a size. Desks are opened when somebody first looks. */
class Looking {
  #desks = new Map();
  taken = [];

  constructor(company, how, size) {
    const [language, theme] = how.split("-");
    this.company = company;
    this.how = { language, theme, size };
    this.folder = join(folder, [how, size, values.forced && "forced"].filter(Boolean).join("-"));
    this.say = (key, given) => said(key, given, language);
    mkdirSync(this.folder, { recursive: true });
  }

  async desk(login) {
    if (!this.#desks.has(login)) {
      const desk = await this.fresh(login);
      await tellNothing(desk);
      this.#desks.set(login, desk);
    }
    return this.#desks.get(login);
  }

  async fresh(login) {
    const desk = await Desk.open(browser, this.company, login, this.how);
    watch(desk.page, isOfServer);
    if (values.forced) await desk.page.emulateMedia({ forcedColors: "active" });
    return desk;
  }

  async take(desk, name) {
    const { page } = desk;
    const size = page.viewportSize();
    await atRest(page);
    if (values.whole) {
      const more = await page.evaluate(() => Math.max(0, ...["#work", "#work .work", ".kit-sheet .body"].map((path) => document.querySelector(path)).map((one) => (one ? one.scrollHeight - one.clientHeight : 0))));
      if (more > 0) await page.setViewportSize({ ...size, height: Math.min(HEIGHT_MAX, size.height + more) });
    }
    writeFileSync(join(this.folder, `${name}.png`), await atRest(page));
    await page.setViewportSize(size);
    this.taken.push(name);
    const wrong = desk.errors.splice(0);
    if (wrong.length) console.log(`${this.folder}, ${name}: ${wrong.join("; ")}`);
  }

  async close() {
    for (const desk of this.#desks.values()) await desk.close();
    this.#desks.clear();
  }
}

/** What a page is called among the pictures: its way, and which of several it is. */
function named(all) {
  const counted = new Map();
  return all.map((page) => {
    const way = page.path.split("?")[0] === page.route.replace(":part", page.path.split("/")[2]) ? page.path : page.route;
    const name = way.split("?")[0].replaceAll(/[/:]+/g, "-").replace(/^-/, "");
    const nth = (counted.get(name) ?? 0) + 1;
    counted.set(name, nth);
    return { ...page, name: nth === 1 ? name : `${name}-${nth}` };
  });
}

async function look(looking, found) {
  const isPhone = looking.how.size === "phone";
  const all = named(pages(found)).filter(({ route, name }) => wanted.test(name) && (!isPhone || ON_A_PHONE.has(route)));
  const pressed = new Set();
  for (const { route, path, login, name } of all) {
    const desk = await looking.desk(login);
    await desk.go(path);
    await looking.take(desk, name);
    if (!values.sheets) continue;
    await atRest(desk.page);
    for (const press of await presses(desk)) {
      if (pressed.has(`${route} ${press}`)) continue;
      pressed.add(`${route} ${press}`);
      if (!(await opened(desk, path, press))) continue;
      await looking.take(desk, `${name}, ${press.replaceAll(/[\n/]+/g, " ")}`);
      await desk.go(path);
    }
  }
  for (const { name, path, login, before, act } of scenes(found)) {
    if (!wanted.test(`scene-${name}`) || (isPhone && !values.only)) continue;
    const desk = await looking.fresh(login);
    await before?.(desk);
    if (login) await desk.go(path);
    await atRest(desk.page);
    await act?.(desk, looking.say);
    await looking.take(desk, `scene-${name}`);
    await desk.close();
  }
  await looking.close();
}

/** Pictures beside and below each other, each with its name. */
async function together({ folder, taken, how }) {
  const [beside, below] = values.together.split("x").map(Number);
  const page = await browser.newPage({ viewport: { width: TOGETHER_WIDTH, height: 400 } });
  for (let from = 0, nth = 1; from < taken.length; from += beside * below, nth += 1) {
    const some = taken.slice(from, from + beside * below);
    const figures = some.map((name) => `<figure><figcaption>${name}</figcaption><img src="data:image/png;base64,${readFileSync(join(folder, `${name}.png`)).toString("base64")}"></figure>`);
    await page.setContent(`<style>body{margin:0;display:grid;grid-template-columns:repeat(${beside},minmax(0,1fr));gap:8px;background:#888}figure{margin:0}figcaption{font:14px sans-serif;background:#ff0}img{display:block;width:100%}</style>${figures.join("")}`);
    await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode())));
    const path = join(folder, `_${String(nth).padStart(2, "0")}.png`);
    await page.screenshot({ path, fullPage: true });
    console.log(`${path}: ${some.join(" | ")}`);
  }
  await page.close();
  return how;
}

const aside = mkdtempSync(join(tmpdir(), "onsite-pictures-"));
const company = values.server ? { server: values.server, close: () => {} } : await Company.open({ phones: ["lin"], aside: ["zhou"] });
browser = await launch([], {}, { withBars: true });
try {
  if (!values.server) await fill(browser, company, "zhou", aside);
  const found = await foundIn(browser, company);
  for (const how of values.in.split(",")) {
    for (const size of values.size.split(",")) {
      const looking = new Looking(company, how, size);
      await look(looking, found);
      console.log(`${looking.folder}: ${looking.taken.length} pictures`);
      if (values.together) await together(looking);
    }
  }
  if (values.stay && !values.server) {
    console.log(`${company.server} stands until Enter`);
    await once(process.stdin, "data");
  }
} finally {
  await browser.close();
  await company.close();
  rmSync(aside, { recursive: true, force: true });
}
