// Debian's Chromium, as an engineer's phone or a tablet.
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const SIZES = { phone: { width: 390, height: 844 }, tablet: { width: 1280, height: 800 } };

/** `withBars` shows what scrolls with its bars, as a desk has them. */
export function launch(more = [], env = {}, { withBars = false } = {}) {
  const ignoreDefaultArgs = withBars ? ["--hide-scrollbars"] : [];
  return chromium.launch({ executablePath: "/usr/bin/chromium", args: [...FLAGS, ...more], env: { ...process.env, ...env }, ignoreDefaultArgs });
}

/** A page of a size, with touch on a phone, in the zone of the demonstration company. */
export async function open(browser, size = "phone", more = {}) {
  const context = await browser.newContext({
    viewport: SIZES[size],
    hasTouch: size === "phone",
    isMobile: size === "phone",
    deviceScaleFactor: size === "phone" ? 2 : 1,
    timezoneId: "Asia/Shanghai",
    reducedMotion: "reduce",
    ...more,
  });
  return context.newPage();
}

/** Calls the core as the screens do. */
export function tell(page, name, given) {
  return page.evaluate(
    async ([name, given]) => {
      const head = new TextEncoder().encode(JSON.stringify({ name, arguments: given }));
      const frame = new Uint8Array(4 + head.length);
      new DataView(frame.buffer).setUint32(0, head.length);
      frame.set(head, 4);
      const answer = new Uint8Array(await (await fetch("/door", { method: "POST", body: frame })).arrayBuffer());
      const json = JSON.parse(new TextDecoder().decode(answer.subarray(1)));
      if (answer[0] === 2) throw new Error(`${name}: ${json.message} ${json.detail}`);
      return json;
    },
    [name, given],
  );
}
