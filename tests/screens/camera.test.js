// The camera: a label held before it opens the device's file, and several labels are a question.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, open, tell } from "./browser.js";
import { Company } from "./company.js";
import { today } from "./routes.js";

const WIDTH = 1280;
const HEIGHT = 720;
let company, folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "onsite-camera-"));
  company = await Company.open({ phones: ["lin"] });
});

after(async () => {
  await company?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A code as rows of modules, dark or not, made by a program that is not ours. */
function modules(text) {
  const drawn = execFileSync("qrencode", ["-t", "ASCII", "-m", "4", "-l", "Q", "-o", "-", text], { encoding: "utf8" });
  return drawn.split("\n").filter(Boolean).map((row) => [...row].filter((_, at) => at % 2 === 0).map((mark) => mark === "#"));
}

/** A film of one picture: labels one above the other on grey, as a camera gives it. */
function film(texts) {
  const luma = Buffer.alloc(WIDTH * HEIGHT, 150);
  const codes = texts.map(modules);
  const room = Math.floor(HEIGHT / codes.length);
  codes.forEach((rows, index) => {
    const size = Math.floor((Math.min(room, 400) * 0.9) / rows.length);
    const [left, top] = [Math.floor((WIDTH - rows.length * size) / 2), index * room + Math.floor((room - rows.length * size) / 2)];
    rows.forEach((row, y) =>
      row.forEach((dark, x) => {
        for (let dy = 0; dy < size; dy += 1) luma.fill(dark ? 30 : 225, (top + y * size + dy) * WIDTH + left + x * size, (top + y * size + dy) * WIDTH + left + (x + 1) * size);
      }),
    );
  });
  const chroma = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
  const frame = Buffer.concat([Buffer.from("FRAME\n"), luma, chroma]);
  const path = join(folder, `${texts.length}.y4m`);
  writeFileSync(path, Buffer.concat([Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`), frame, frame]));
  return path;
}

async function look(texts, see) {
  const flags = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", `--use-file-for-fake-video-capture=${film(texts)}`];
  const browser = await launch(flags);
  const page = await open(browser, "phone", { permissions: ["camera"] });
  try {
    await page.goto(`${company.url("lin")}/#/scan`);
    return await see(page);
  } finally {
    await browser.close();
  }
}

async function labels() {
  const browser = await launch();
  const page = await open(browser);
  await page.goto(company.url("lin"));
  const jobs = await tell(page, "job_list", { day: today(), zone: "Asia/Shanghai" });
  const devices = [...new Set(jobs.map((job) => job.device).filter(Boolean))];
  const files = [];
  for (const device of devices) files.push(await tell(page, "device_file", { device }));
  await browser.close();
  const found = files.filter((file) => file.view.codes.length > 0);
  return found.map((file) => ({ device: file.device, link: `https://service.example/d/${file.view.codes[0]}` }));
}

test("a label before the camera opens its device", async () => {
  const [label] = await labels();
  await look([label.link], async (page) => {
    await page.waitForFunction((device) => location.hash.includes(device), label.device, { timeout: 30_000 });
  });
});

test("of two labels before the camera none is chosen", async () => {
  const [one, other] = await labels();
  assert.ok(other, "two jobs have devices with codes");
  await look([one.link, other.link], async (page) => {
    await page.getByRole("button").filter({ hasText: /HZ-/ }).nth(1).waitFor({ timeout: 30_000 });
    assert.equal(await page.evaluate(() => location.hash), "#/scan");
  });
});
