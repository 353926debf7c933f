// Labels: printed for machines that have a code, and blank ones that are stuck on first and bound afterwards, at the desk or where
// the machine stands. What was printed is read back by a reader that is not ours.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { PNG } from "pngjs";
import { launch } from "../browser.js";
import { Company } from "../company.js";
import { said } from "../words.js";
import { Desk } from "./desk.js";
import { Phone } from "./phone.js";

const READERS = fileURLToPath(new URL("../../readers", import.meta.url));
const DPI = 300;
/** As printed on the package of the sheets, in millimetres: three across, seven down. */
const SHEET = { columns: 3, left: 7.25, top: 15.15, across: 66, down: 38.1, width: 63.5, height: 38.1 };
let folder, company, browser, desk, phone;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "onsite-labels-"));
  company = await Company.open({ phones: ["new"], aside: ["lin"] });
  browser = await launch();
  desk = await Desk.open(browser, company, "zheng");
  phone = new Phone(company.folder("lin"));
});

after(async () => {
  await browser?.close();
  await company?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Presses print and gives the PDF that comes, its letters, and its pages as a printer draws them. */
async function print(name, press) {
  const coming = desk.context.waitForEvent("request", (request) => request.url().includes("kind=pdf"));
  await desk.press(press);
  const pdf = join(folder, `${name}.pdf`);
  writeFileSync(pdf, await (await desk.context.request.get((await coming).url())).body());
  execFileSync("pdftoppm", ["-r", String(DPI), "-gray", "-png", pdf, join(folder, name)]);
  const pages = readdirSync(folder).filter((file) => file.startsWith(`${name}-`) && file.endsWith(".png")).sort();
  return { letters: execFileSync("pdftotext", ["-layout", pdf, "-"], { encoding: "utf8" }), pages: pages.map((file) => join(folder, file)) };
}

/** The label in a place of a printed sheet, counted from one. */
function cut(page, place) {
  const dots = (mm) => Math.round((mm * DPI) / 25.4);
  const whole = PNG.sync.read(readFileSync(page));
  const [row, column] = [Math.floor((place - 1) / SHEET.columns), (place - 1) % SHEET.columns];
  const label = new PNG({ width: dots(SHEET.width), height: dots(SHEET.height) });
  PNG.bitblt(whole, label, dots(SHEET.left + column * SHEET.across), dots(SHEET.top + row * SHEET.down), label.width, label.height, 0, 0);
  const file = page.replace(".png", `-place-${place}.label`);
  writeFileSync(file, PNG.sync.write(label));
  return file;
}

const read = (pictures) => execFileSync("node", ["read.js", ...pictures], { cwd: READERS, encoding: "utf8" }).trimEnd().split("\n");
const codeIn = (link) => link.slice(link.lastIndexOf("/") + 1);

test("a sheet begun in its third place has every label of the hospital's machines where the preview showed it, and each leads to its machine", async () => {
  await desk.go("/devices/labels");
  await desk.see(said("machines-preview-none"));
  const customer = desk.page.getByRole("combobox", { name: said("machines-all-of-customer") });
  await customer.fill("青梧");
  await desk.page.getByRole("option", { name: /青梧/ }).first().click();
  await desk.press(said("machines-add-all"));
  const chosen = desk.page.getByRole("region", { name: said("machines-chosen", { count: "" }).split("（")[0] });
  await chosen.getByRole("link").first().waitFor();
  const ids = await chosen.getByRole("link").evaluateAll((links) => links.map((link) => link.getAttribute("href").split("/").at(-1)));
  assert.ok(ids.length >= 3, `${ids.length} machines`);

  await desk.page.getByRole("radio", { name: said("machines-format-l7160") }).check();
  await desk.press(said("machines-begin-here", { place: 3 }));
  await desk.see(said("machines-begins-at", { place: 3 }));
  await desk.judge("labels of machines");

  const count = Math.ceil((ids.length + 2) / 21);
  const { letters, pages } = await print("sheet", said("machines-print-sheets", { count, labels: ids.length }));
  assert.equal(pages.length, count);
  const places = ids.slice(0, 19).map((_, index) => index + 3);
  const links = read(places.map((place) => cut(pages[0], place)));
  for (const [index, link] of links.entries()) {
    const { devices } = await desk.api("GET", `/v1/device-codes/${codeIn(link)}`);
    assert.equal(devices[0].id, ids[index], `place ${places[index]}: ${link}`);
  }
  assert.deepEqual(read([cut(pages[0], 1), cut(pages[0], 2)]).filter(Boolean), [], "the first two places stay free");
  assert.match(letters, /[0-9A-Z]{4}-[0-9A-Z]{4}/, "the code stands in clear under the symbol");
});

let blank;

test("a blank batch is drawn once, printed, and known as blank until somebody binds it", async () => {
  await desk.go("/devices/labels?view=blank");
  await desk.page.getByLabel(said("machines-draw-count")).fill("3");
  await desk.page.getByLabel(said("machines-draw-purpose")).fill("冷水机房补贴");
  await desk.press(said("machines-draw", { count: 3 }));
  await batch().getByRole("button", { name: said("machines-batch-shown") }).waitFor();
  await desk.page.getByRole("radio", { name: said("machines-format-45x30") }).check();
  await desk.page.getByRole("img").last().waitFor();
  await desk.judge("a blank batch");
  const { pages } = await print("roll", said("machines-print", { count: 3 }));
  blank = read(pages);
  assert.equal(blank.length, 3);
  assert.equal(new Set(blank).size, 3);
  for (const link of blank) {
    await assert.rejects(desk.api("GET", `/v1/device-codes/${codeIn(link)}`), /404/, "it leads nowhere yet");
  }
});

const batch = () => desk.page.getByRole("row").filter({ hasText: "冷水机房补贴" });

test("a blank label is bound on the phone without a network, and the desk sees it when the phone is back", async () => {
  const { jobs } = await phone.do("jobs", "--all");
  const serial = jobs[0].device_text.split(" · ")[1];
  await company.network("off");
  await phone.do("device", "bind", serial, blank[0]);
  await phone.try("sync");
  await batch().getByRole("cell", { name: "0", exact: true }).waitFor();
  await company.network("on");
  await phone.sync();
  await batch().getByRole("cell", { name: "1", exact: true }).waitFor();

  const { devices } = await desk.api("GET", `/v1/device-codes/${codeIn(blank[0])}`);
  await desk.go(`/devices/${devices[0].id}`);
  const codes = desk.page.getByRole("region", { name: said("machines-codes"), exact: true });
  await codes.getByText("林甲").first().waitFor();
  await desk.judge("a machine's codes");
});

test("the hand scanner at the desk binds another, and a code that is taken names the machine it is on", async () => {
  const codes = desk.page.getByRole("region", { name: said("machines-codes"), exact: true });
  const field = codes.getByRole("textbox", { name: said("machines-bind-field") });
  await field.fill(blank[1]);
  await field.press("Enter");
  await codes.getByRole("status").waitFor();
  assert.equal(await field.inputValue(), "", "ready for the next");
  const { items } = await desk.api("GET", "/v1/devices?has_code=false&limit=1");
  const other = items[0] ?? (await desk.api("GET", "/v1/devices?limit=1")).items[0];
  await desk.go(`/devices/${other.id}`);
  await field.fill(blank[1]);
  await field.press("Enter");
  await codes.getByRole("alert").getByRole("link").waitFor();
  await desk.judge("a code that is taken");
});
