// What an engineer waits for, in the app's window and in a browser: node measure.js FOLDER, where FOLDER is a phone's data with
// a long history. Prints figures as the benches do, a JSON array of rows.
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { gzipSync } from "node:zlib";
import { launch, open, tell } from "./browser.js";
import { Company, program } from "./company.js";
import { labelsOf, film, withCamera } from "./film.js";
import { Display, Window } from "./window.js";
import { said } from "./words.js";
import { acceptAndSign, answerSteps, jobs, setOutAndStart } from "./work.js";

const STARTS = 9;
const PRESSES = 20;
const LOOKS = 5;
/** Parts in the catalogue whose list is scrolled. */
const LONG = 5_000;
/** No frame may be late by more than the one after it: two of a screen's sixty a second. */
const FRAME_MS_MAX = 34;
const history = process.argv[2];
const scratch = mkdtempSync(join(tmpdir(), "onsite-measure-"));
const rows = [];
const atMost = (name, value, unit, most) => rows.push({ name, value, unit, target: [true, most] });
const plain = (name, value, unit) => rows.push({ name, value, unit, target: null });
const middle = (samples) => [...samples].sort((a, b) => a - b)[Math.floor(samples.length / 2)];

/** From the start of the process until it says that its first list can be used, in milliseconds. */
async function start(display) {
  const began = performance.now();
  const env = { ...process.env, DISPLAY: display.name, TZ: "Asia/Shanghai", LANG: "zh_CN.UTF-8" };
  const app = spawn(program("onsite-app"), ["--data", history], { env, stdio: ["ignore", "ignore", "pipe"] });
  try {
    for await (const line of createInterface({ input: app.stderr })) {
      if (line.includes("usable after")) return performance.now() - began;
    }
    throw new Error("the app ended before its first list could be used");
  } finally {
    app.kill();
    await new Promise((over) => (app.exitCode === null && app.signalCode === null ? app.once("exit", over) : over()));
  }
}

async function starts(display) {
  const first = await start(display);
  const samples = [];
  for (let left = STARTS; left > 0; left -= 1) samples.push(await start(display));
  atMost("start to a usable list, 5,000 documents", middle(samples), "ms", 1_000);
  plain("… the slowest", Math.max(...samples), "ms");
  plain("… the first after a while", first, "ms");
}

/** Presses the button of one name and waits for the frame that shows the button of the other. */
async function pressed(phone, name, next) {
  const script = `const [name, next, done] = arguments;
    const called = (wanted) => [...document.querySelectorAll("button")].find(
      (one) => one.textContent.trim() === wanted || one.getAttribute("aria-label") === wanted);
    const begun = performance.now();
    const watch = new MutationObserver(() => {
      if (!called(next)) return;
      watch.disconnect();
      requestAnimationFrame(() => done(performance.now() - begun));
    });
    watch.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    called(name).click();`;
  return phone.driver.executeAsyncScript(script, name, next);
}

async function presses(phone) {
  const [setOut, arrive] = [said("press-depart"), said("press-arrive")];
  const back = said("press-take-back-named", { what: said("code-depart") });
  const [job] = await jobs(phone);
  await phone.go(`/job/${job.work_order}`);
  await phone.press(said("press-accept"));
  await phone.see(said("press-confirm-with-customer"));
  await phone.ask("press_visit", { visit: job.visit, pressed: { press: "confirm_with_customer", reached: true, source: "button" } });
  await phone.see(setOut);
  const samples = [];
  for (let left = PRESSES; left > 0; left -= 1) {
    samples.push(await pressed(phone, setOut, arrive), await pressed(phone, back, setOut));
  }
  atMost("press to what it did, kept and seen", middle(samples), "ms", 100);
  plain("… the slowest of them", Math.max(...samples), "ms");
}

/** A catalogue of the company as long as that, through the office's own import. */
async function fillCatalogue(company) {
  const send = async (method, path, body, headers) => {
    const answer = await fetch(`${company.server}${path}`, { method, body, headers });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const who = JSON.stringify({ login: "qian", password: "qian-demo-only" });
  const session = await send("POST", "/v1/session", who, { "content-type": "application/json" });
  const cookie = session.headers.get("set-cookie").split(";")[0];
  const { csrf } = await session.json();
  const lines = Array.from({ length: LONG }, (_, at) => `L-${String(at).padStart(5, "0")},示例备件 ${at},Example part ${at},piece,none`);
  const table = `number,name_zh,name_en,base_unit,tracked_by\n${lines.join("\n")}\n`;
  await send("POST", "/v1/import/parts", table, { cookie, "x-csrf": csrf, "content-type": "text/csv" });
}

/** How long frames are while a list of 5,000 rows is scrolled: slowly, row by row, and by leaps to where nothing was made yet. */
async function longList(phone) {
  const [job] = await jobs(phone);
  await phone.driver.wait(async () => (await phone.ask("parts", {})).length >= LONG, 120_000, "the catalogue does not come");
  await phone.go(`/visit/${job.visit}/parts/use`);
  await phone.press(said("parts-whole-catalogue"));
  await phone.driver.wait(() => phone.driver.executeScript(`return document.querySelectorAll("[aria-setsize]").length > 5`), 20_000);
  for (const [name, step, frames] of [["slowly", 40, 240], ["by leaps", 4_000, 80]]) {
    const script = `const [step, frames, done] = arguments;
      let around = document.querySelector("[aria-setsize]");
      while (around.scrollHeight <= around.clientHeight || !/auto|scroll/.test(getComputedStyle(around).overflowY)) around = around.parentElement;
      const times = [];
      let last;
      requestAnimationFrame(function frame(now) {
        if (last !== undefined) times.push(now - last);
        last = now;
        around.scrollTop += step;
        if (times.length < frames) requestAnimationFrame(frame);
        else done([times, around.scrollTop]);
      });`;
    const [times, reached] = await phone.driver.executeAsyncScript(script, step, frames);
    if (reached < step * frames * 0.9) throw new Error(`the list ends after ${reached} px`);
    const slow = [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)];
    const longest = Math.max(...times).toFixed(0);
    atMost(`a list of 5,000 rows, scrolled ${name}: the 95th of 100 frames (software rendering), the longest ${longest} ms`, slow, "ms", FRAME_MS_MAX);
  }
}

/** The process of the app on a folder, and the page's process beside it. */
function processes(folder) {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const status = (pid) => readFileSync(`/proc/${pid}/status`, "utf8");
  const number = (text, key) => Number(new RegExp(`^${key}:\\s+(\\d+)`, "m").exec(text)?.[1]);
  const found = pids.flatMap((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
      return [{ pid: Number(pid), words, parent: number(status(pid), "PPid"), kb: number(status(pid), "VmRSS"), own: number(status(pid), "RssAnon") }];
    } catch {
      // It ended meanwhile.
      return [];
    }
  });
  const app = found.find(({ words }) => words[0].endsWith("onsite-app") && words.includes(folder));
  const page = found.find(({ words, parent }) => parent === app.pid && words[0].includes("WebKitWebProcess"));
  return { app, page };
}

async function day(phone, folder) {
  const [, job] = await jobs(phone);
  await phone.go("/today");
  await phone.go(`/job/${job.work_order}`);
  await setOutAndStart(phone);
  await answerSteps(phone, job.visit, scratch);
  await acceptAndSign(phone, job.visit, "李示例");
  for (const path of ["/today", "/van", "/attention", "/take", `/device/${job.device}`, `/visit/${job.visit}/report`, "/today"]) {
    await phone.go(path);
    await phone.driver.executeAsyncScript("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))");
  }
  const { app, page } = processes(folder);
  atMost("resident memory of the app after a job to the signed report", app.kb / 1024, "MB", 180);
  plain("… of it its own, no program or library on disk", app.own / 1024, "MB");
  if (page) plain("… of the page's own process", page.kb / 1024, "MB");
}

/** Script and styles that come before the first list stands, compressed as a package would. */
async function weight(company) {
  const browser = await launch();
  const page = await open(browser, "phone");
  const bodies = [];
  page.on("response", (response) => {
    if (/\.(js|css)$/.test(new URL(response.url()).pathname)) bodies.push(response.body());
  });
  await page.goto(company.url("zhou"));
  await page.locator("h1").first().waitFor();
  await page.waitForLoadState("load");
  const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body, { level: 9 }).length);
  atMost(`script and styles at start, ${sizes.length} files`, sizes.reduce((sum, size) => sum + size, 0) / 1000, "kB", 250);
  await browser.close();
}

async function camera(company) {
  const [label] = await labelsOf(company.url("zhou"));
  const file = film(scratch, [label.link]);
  const samples = [];
  for (let left = LOOKS; left > 0; left -= 1) {
    samples.push(
      await withCamera(file, async (page) => {
        await page.addInitScript(() => {
          const tell = HTMLVideoElement.prototype.requestVideoFrameCallback;
          HTMLVideoElement.prototype.requestVideoFrameCallback = function (heard) {
            return tell.call(this, (now, frame) => {
              window.frameMs = performance.now();
              heard(now, frame);
            });
          };
        });
        await page.goto(`${company.url("zhou")}/#/scan`);
        return page.evaluate(
          (serial) =>
            new Promise((done) => {
              const isOpen = () => location.hash.startsWith("#/device/") && document.body.textContent.includes(serial);
              const watch = new MutationObserver(() => {
                if (!isOpen()) return;
                watch.disconnect();
                requestAnimationFrame(() => done(performance.now() - window.frameMs));
              });
              watch.observe(document.body, { subtree: true, childList: true, characterData: true });
            }),
          label.serial,
        );
      }),
    );
  }
  atMost("a label in a camera's frame to its device, open", middle(samples), "ms", 300);
}

const company = await Company.open({ phones: ["zhou"], aside: ["lin"] });
const display = await Display.open();
try {
  await starts(display);
  await weight(company);
  await camera(company);
  const folder = company.folder("lin");
  const phone = await Window.open(display, folder);
  try {
    await presses(phone);
    await day(phone, folder);
    // After the day, so that its memory is that of the company as it is.
    await fillCatalogue(company);
    await longList(phone);
  } finally {
    await phone.close();
  }
} finally {
  await display.close();
  await company.close();
  rmSync(scratch, { recursive: true, force: true });
}
console.log(JSON.stringify(rows));
