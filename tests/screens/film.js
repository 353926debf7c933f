// Labels before a camera: Chromium plays a film of them as its own.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch, open, tell } from "./browser.js";
import { today } from "./routes.js";

const WIDTH = 1280;
const HEIGHT = 720;

/** A code as rows of modules, dark or not, made by a program that is not ours. */
function modules(text) {
  const drawn = execFileSync("qrencode", ["-t", "ASCII", "-m", "4", "-l", "Q", "-o", "-", text], { encoding: "utf8" });
  return drawn.split("\n").filter(Boolean).map((row) => [...row].filter((_, at) => at % 2 === 0).map((mark) => mark === "#"));
}

/** A film of one picture, kept in a folder: labels one above the other on grey, as a camera gives it. */
export function film(folder, texts) {
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

/** A phone whose camera sees a film. */
export async function withCamera(file, see) {
  const flags = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", `--use-file-for-fake-video-capture=${file}`];
  const browser = await launch(flags);
  const page = await open(browser, "phone", { permissions: ["camera"] });
  try {
    return await see(page);
  } finally {
    await browser.close();
  }
}

/** Labels of the devices of the day's jobs, for a phone that is shown at an address. */
export async function labelsOf(url) {
  const browser = await launch();
  const page = await open(browser);
  await page.goto(url);
  const jobs = await tell(page, "job_list", { day: today(), zone: "Asia/Shanghai" });
  const devices = [...new Set(jobs.map((job) => job.device).filter(Boolean))];
  const files = [];
  for (const device of devices) files.push(await tell(page, "device_file", { device }));
  await browser.close();
  const found = files.filter((file) => file.view.codes.length > 0);
  return found.map((file) => ({ device: file.device, serial: file.view.serial, link: `https://service.example/d/${file.view.codes[0]}` }));
}
