// What a dispatcher waits for: node measure_console.js '{"server", "order", "presses"}', before a server with a large company, which
// has a route of the bench's that makes an engineer press. Prints figures as the benches do, a JSON array of rows.
import { gzipSync } from "node:zlib";
import { launch } from "./browser.js";
import { Desk } from "./console/desk.js";

const { server, order, presses } = JSON.parse(process.argv[2]);
const LOOKS = 7;
const FRAMES_MS_MAX = 34;
const rows = [];
const atMost = (name, value, unit, most) => rows.push({ name, value, unit, target: [true, most] });
const plain = (name, value, unit) => rows.push({ name, value, unit, target: null });
const sorted = (samples) => [...samples].sort((a, b) => a - b);
const middle = (samples) => sorted(samples)[Math.floor(samples.length / 2)];
const kB = (bodies) => bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0) / 1000;

/** Script and styles that came while something was done. */
async function loaded(page, act) {
  const bodies = [];
  const hear = (response) => {
    if (/\.(js|css)$/.test(new URL(response.url()).pathname) && response.ok()) bodies.push(response.body());
  };
  page.on("response", hear);
  await act();
  await page.waitForLoadState("load");
  page.off("response", hear);
  return Promise.all(bodies);
}

/** Lists with the sign that they stand there. */
const LISTS = [
  ["orders", "/orders", "main tr[data-key]"],
  ["requests", "/requests", "main tr[data-key]"],
  ["board", "/board", "main [data-card]"],
  ["timeline", "/planning", "main .ec-event"],
  ["map", "/map", "main canvas"],
  ["review", "/review", "main h1"],
  ["attention", "/attention", "main h1"],
  ["customers", "/customers", "main tr[data-key]"],
  ["devices", "/devices", "main tr[data-key]"],
  ["stock", "/stock", "main h1"],
];

async function weight(browser) {
  const desk = await Desk.open(browser, { server });
  await desk.page.context().clearCookies();
  const start = await loaded(desk.page, async () => {
    await desk.page.reload();
    await desk.signIn("zheng");
    await desk.page.locator("#work").waitFor();
    await desk.page.locator("main h1").waitFor();
  });
  atMost(`console: script and styles at start, ${start.length} files, with gzip`, kB(start), "kB", 300);
  for (const [name, path, sign] of LISTS) {
    const more = await loaded(desk.page, () => follow(desk.page, `nav a[href="${path}"]`, sign));
    plain(`… what comes later with ${name}, ${more.length} files`, kB(more), "kB");
  }
  await desk.close();
}

/** Follows a link in the page and waits for the frame that shows where it leads: milliseconds. */
function follow(page, way, sign) {
  return page.evaluate(
    ([way, sign]) =>
      new Promise((done, failed) => {
        const link = document.querySelector(way);
        const before = document.querySelector("main h1")?.textContent;
        const begun = performance.now();
        const isThere = () =>
          document.querySelector("main h1")?.textContent !== before && document.querySelector(sign) && !document.querySelector("main .skeleton");
        const end = setTimeout(() => failed(new Error(`${way} leads to no ${sign}`)), 20_000);
        const look = () => {
          if (!isThere()) return;
          watch.disconnect();
          clearTimeout(end);
          requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)));
        };
        const watch = new MutationObserver(look);
        watch.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
        link.click();
      }),
    [way, sign],
  );
}

async function presses_to_shown(desk) {
  const { page } = desk;
  for (const [name, path, sign] of LISTS.filter(([name]) => name !== "map")) {
    const samples = [];
    for (let left = LOOKS; left > 0; left -= 1) {
      await desk.go(path === "/attention" ? "/orders" : "/attention");
      samples.push(await follow(page, `nav a[href="${path}"]`, sign));
    }
    atMost(`press to shown: ${name}, the slowest ${Math.max(...samples).toFixed(0)} ms`, middle(samples), "ms", 500);
  }
  for (const [name, path] of [
    ["an order", "/orders"],
    ["a request", "/requests"],
    ["a customer", "/customers"],
    ["a machine", "/devices"],
  ]) {
    const samples = [];
    for (let nth = 1; nth <= LOOKS; nth += 1) {
      await desk.go(path);
      const row = `main tr[data-key]:nth-child(${nth})`;
      await page.locator(row).waitFor();
      samples.push(await follow(page, `${row} td:last-child`, "main h1"));
    }
    atMost(`press to shown: ${name}, the slowest ${Math.max(...samples).toFixed(0)} ms`, middle(samples), "ms", 500);
  }
}

/** From the answered sync of a field device to the frame in which the open order shows it. */
async function field(desk) {
  await desk.go(`/orders/${order}`);
  const samples = [];
  for (let left = presses; left > 0; left -= 1) {
    const shown = desk.page.evaluate(
      () =>
        new Promise((done) => {
          const main = document.querySelector("main");
          const before = main.innerText;
          const watch = new MutationObserver(() => {
            if (main.innerText === before) return;
            watch.disconnect();
            requestAnimationFrame(() => requestAnimationFrame(() => done(Date.now())));
          });
          watch.observe(main, { subtree: true, childList: true, characterData: true });
        }),
    );
    const answer = await fetch(`${server}/bench/press`, { method: "POST" });
    const answered = Date.now();
    if (!answer.ok) throw new Error(`the engineer cannot press: ${answer.status}`);
    samples.push(Math.max(0, (await shown) - answered));
  }
  atMost(`a press in the field: from the answered sync to the order shown, the slowest ${Math.max(...samples)} ms`, middle(samples), "ms", 1_000);
}

/** How long frames are while something moves. */
async function frames(page, name, act) {
  await page.evaluate(() => {
    window.frameTimes = [];
    window.isCounting = true;
    let last = performance.now();
    const step = (now) => {
      window.frameTimes.push(now - last);
      last = now;
      if (window.isCounting) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
  await act();
  const times = await page.evaluate(() => {
    window.isCounting = false;
    return window.frameTimes.slice(1);
  });
  const slow = sorted(times)[Math.floor(times.length * 0.95)];
  const long = times.filter((time) => time > 50).length;
  atMost(`${name}: the 95th of 100 frames (software rendering), ${times.length} frames, ${long} over 50 ms, the longest ${Math.max(...times).toFixed(0)} ms`, slow, "ms", FRAMES_MS_MAX);
}

async function wheel(page, sign, x, y) {
  const box = await page.locator(sign).first().boundingBox();
  await page.mouse.move(box.x + Math.min(box.width / 2, 300), box.y + Math.min(box.height / 2, 200));
  for (let left = 40; left > 0; left -= 1) {
    await page.mouse.wheel(x, y);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
}

async function drag(page) {
  const from = await page.locator("main .ec-event").first().boundingBox();
  const [x, y] = [from.x + 8, from.y + 8];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= 60; step += 1) {
    await page.mouse.move(x + step * 6, y + (step % 30) * 6);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  // Back to where it was: nothing is moved.
  await page.mouse.move(x, y);
  await page.mouse.up();
}

async function movement(desk) {
  const { page } = desk;
  await desk.go("/board");
  await page.locator("main [data-card]").first().waitFor();
  await frames(page, "board, a column scrolled", () => wheel(page, ".board ul", 0, 120));
  await frames(page, "board, from column to column", () => wheel(page, ".board", 120, 0));
  for (const view of ["week", "day"]) {
    await desk.go(`/planning?view=${view}`);
    await page.locator("main .ec-event").first().waitFor();
    await frames(page, `timeline of a ${view}, scrolled`, () => wheel(page, ".ec-main, .ec-body, .ec", 0, 120));
    await frames(page, `timeline of a ${view}, a visit dragged`, () => drag(page));
  }
}

const browser = await launch();
try {
  await weight(browser);
  const desk = await Desk.open(browser, { server }, "zheng");
  await presses_to_shown(desk);
  await field(desk);
  await movement(desk);
  await desk.close();
} finally {
  await browser.close();
}
console.log(JSON.stringify(rows));
