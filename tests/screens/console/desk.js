// Somebody at the console: signs in, presses what is written there, and sees what it says.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const DESK_SIZES = { small: { width: 1280, height: 800 }, large: { width: 1920, height: 1080 }, phone: { width: 390, height: 844 } };

export class Desk {
  #server;
  /** What went wrong in the page without being shown. */
  errors = [];

  /** Opens the console of a company (`company.server`) and signs somebody in; without a login nobody. `at` holds the browser's clock, in ms. */
  static async open(browser, company, login, { size = "small", theme = "light", language = "zh", at } = {}) {
    const desk = new Desk();
    desk.#server = company.server;
    desk.context = await browser.newContext({
      viewport: DESK_SIZES[size],
      locale: language === "zh" ? "zh-CN" : "en-US",
      timezoneId: "Asia/Shanghai",
      reducedMotion: "reduce",
    });
    await desk.context.addInitScript(
      ([language, theme]) => {
        localStorage.setItem("onsite/language", JSON.stringify(language));
        localStorage.setItem("onsite/theme", JSON.stringify(theme));
      },
      [language, theme],
    );
    if (at !== undefined) await desk.context.clock.setFixedTime(at);
    desk.page = await desk.context.newPage();
    desk.page.on("pageerror", (error) => desk.errors.push(error.message));
    desk.page.on("console", (message) => /Content Security Policy/.test(message.text()) && desk.errors.push(message.text()));
    await desk.page.goto(`${desk.#server}/`);
    if (login) {
      await desk.signIn(login);
      await desk.page.locator("#work").waitFor();
    }
    return desk;
  }

  async signIn(login, password = `${login}-demo-only`) {
    const secret = this.page.locator("input[type=password]");
    await secret.waitFor();
    const name = this.page.locator("input[autocomplete=username]");
    // Over what somebody was at, it is known who it was.
    if (await name.count()) await name.fill(login);
    await secret.fill(password);
    await this.page.locator("form:has(input[type=password]) button[type=submit]").click();
  }

  async go(path) {
    await this.page.goto(`${this.#server}${path}`);
    await this.page.locator("main h1").waitFor();
    await this.page.waitForFunction(() => document.querySelector(".skeleton") === null);
  }

  see(text) {
    return this.page.getByText(text).first().waitFor();
  }

  /** A button or link by its name; the key beside the name is part of it. */
  press(name, within = this.page) {
    return within.getByRole("button", { name }).or(within.getByRole("link", { name })).first().click();
  }

  /** Asks or tells the server as whoever is signed in here. */
  api(method, path, body) {
    return this.page.evaluate(
      async ([method, path, body]) => {
        const { csrf } = await (await fetch("/v1/session")).json();
        const headers = { "x-csrf": csrf, ...(body ? { "content-type": "application/json" } : {}) };
        const answer = await fetch(path, { method, headers, body: body ? JSON.stringify(body) : undefined });
        const text = await answer.text();
        if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
        return text ? JSON.parse(text) : null;
      },
      [method, path, body],
    );
  }

  /** Axe finds nothing, nothing runs over the edge, nothing is said that was not meant to be. */
  async judge(where) {
    assert.deepEqual(await this.faults(), [], where);
  }

  /** What is to be found fault with, in words. */
  async faults() {
    if (!(await this.page.evaluate(() => "axe" in window))) await this.page.evaluate(axe);
    const found = await this.page.evaluate(async () => {
      const { violations } = await window.axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        rules: { region: { enabled: false }, "target-size": { enabled: true } },
      });
      // The timeline's library makes buttons of articles, which those who read with the ears hear as buttons.
      const isTheirs = (id, { html }) => id === "aria-allowed-role" && html.startsWith('<article class="ec-event');
      const faults = violations.flatMap(({ id, nodes }) => nodes.filter((node) => !isTheirs(id, node)).map(({ html }) => `${id}: ${html.slice(0, 160)}`));
      for (const edge of [document.documentElement, document.querySelector("#work")]) {
        const over = edge ? edge.scrollWidth - edge.clientWidth : 0;
        if (over > 0) faults.push(`${over} px over the edge of ${edge.id || "the window"}`);
      }
      const [unmeant] = /\{\s*\$.{0,40}|.{0,40}\b(undefined|NaN)\b|.{0,40}\[object/.exec(document.body.innerText) ?? [];
      return unmeant ? [...faults, `it says “${unmeant}”`] : faults;
    });
    return [...found, ...this.errors.splice(0)];
  }

  /** What cannot be read in another theme; what stands where is the same in all of them. Asked after `faults`. */
  faintIn(theme) {
    return this.page.evaluate(async (theme) => {
      document.documentElement.dataset.theme = theme;
      const { violations } = await window.axe.run(document, { runOnly: ["color-contrast"] });
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
    }, theme);
  }

  close() {
    return this.context.close();
  }
}
