// Pictures of screens against those that somebody looked at and accepted.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";

export const ACCEPTED = fileURLToPath(new URL("pictures", import.meta.url));
/** Where pictures are left that differ. */
const FOUND = process.env.ONSITE_PICTURES || join(tmpdir(), "onsite-pictures");
const isAccepting = process.env.ONSITE_ACCEPT_PICTURES === "1";
const HOW_TO_ACCEPT = `ONSITE_ACCEPT_PICTURES=1 ONSITE_PROGRAMS=${process.env.ONSITE_PROGRAMS} node --test pictures.test.js`;

/** How far a colour may be off, as pixelmatch measures it: round corners are one or two steps of 255 darker now and then. */
const COLOUR_OFF = 0.02;
/** Of 329,000 on a phone: less than one letter. */
const PIXELS_OFF = 20;
/** A screen that has not come to rest after so many looks never does. */
const LOOKS_MAX = 400;

/** Calls of a page to its core, or to its server, that are not answered yet, and how many there ever were. */
const asked = new WeakMap();
const isToCore = (request) => request.url().endsWith("/door");

/** Counts what a page asks from now on; a screen is not at rest before it has its answers. */
export function watch(page, isCall = isToCore) {
  const calls = { open: new Set(), ever: 0 };
  asked.set(page, calls);
  page.on("request", (request) => {
    if (!isCall(request)) return;
    calls.open.add(request);
    calls.ever += 1;
  });
  for (const end of ["requestfinished", "requestfailed"]) page.on(end, (request) => calls.open.delete(request));
}

/** A picture of a screen that has come to rest. */
export async function still(page) {
  return PNG.sync.read(await atRest(page));
}

/** The same as a file's bytes: at rest is what waits for nothing, and where a second look finds nothing new. */
export async function atRest(page) {
  const calls = asked.get(page);
  let before;
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const ever = calls.ever;
    await page.evaluate(inSight);
    const now = await page.screenshot({ animations: "disabled" });
    const isAtRest = calls.open.size === 0 && calls.ever === ever;
    if (isAtRest && before?.equals(now)) return now;
    before = isAtRest ? now : undefined;
  }
  throw new Error(`the screen did not come to rest in ${LOOKS_MAX} looks`);
}

/** In the page: letters and pictures are there, and what follows from the last answer was drawn. */
async function inSight() {
  await document.fonts.ready;
  await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
  for (let frame = 0; frame < 2; frame += 1) await new Promise((drawn) => requestAnimationFrame(drawn));
}

/** What is wrong with a picture; nothing where it is as it was accepted, or is accepted now. */
export function compared(name, actual) {
  const path = join(ACCEPTED, `${name}.png`);
  if (isAccepting) {
    // One that is the same to the eye stays as it is, so that accepting changes only what changed.
    if (!existsSync(path) || differenceTo(path, actual).count > PIXELS_OFF) save(ACCEPTED, name, actual);
    return undefined;
  }
  if (!existsSync(path)) return `nobody has accepted a picture of ${name}: it is in ${save(FOUND, `${name}.actual`, actual)}\n${hint(name)}`;
  const { count, drawn, sizes } = differenceTo(path, actual);
  // Fonts, clock and size are held; what is left is how another processor rounds at the edge of a letter.
  if (count <= PIXELS_OFF) return undefined;
  const shown = save(FOUND, `${name}.actual`, actual);
  const different = drawn ? `, different is ${save(FOUND, `${name}.difference`, drawn)}` : "";
  return `${name} is not as it was accepted: ${sizes ?? `${count} pixels differ`}\nit is ${shown}${different}\n${hint(name)}`;
}

const hint = (name) => `if it is meant to be so, look at it, accept it in tests/screens, and commit pictures/${name}.png:\n  ${HOW_TO_ACCEPT}`;

function differenceTo(path, actual) {
  const expected = PNG.sync.read(readFileSync(path));
  const { width, height } = actual;
  if (expected.width !== width || expected.height !== height) {
    return { count: Infinity, sizes: `it was ${expected.width}×${expected.height} and is ${width}×${height}` };
  }
  const drawn = new PNG({ width, height });
  const count = pixelmatch(expected.data, actual.data, drawn.data, width, height, { threshold: COLOUR_OFF, includeAA: true });
  return { count, drawn };
}

function save(folder, name, picture) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  // Three numbers a pixel, for nothing shows through; rows as they are pack best where so much is of one colour.
  writeFileSync(path, PNG.sync.write(picture, { colorType: 2, inputColorType: 6, inputHasAlpha: true, deflateLevel: 9, deflateStrategy: 0, filterType: 0 }));
  return path;
}
