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

  /** Opens the console of a company (`company.server`) and signs somebody in; without a login nobody. */
  static async open(browser, company, login, { size = "small", theme = "light", language = "zh" } = {}) {
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
    await this.page.evaluate(axe);
    const found = await this.page.evaluate(async () => {
      const { violations } = await window.axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        // The timeline's library makes buttons of articles, which those who read with the ears hear as buttons.
        rules: { region: { enabled: false }, "aria-allowed-role": { enabled: false } },
      });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
    });
    assert.deepEqual(found, [], where);
    const over = await this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(over <= 0, `${where}: ${over} px over the edge`);
    const text = await this.page.locator("body").innerText();
    assert.doesNotMatch(text, /\{\s*\$|\bundefined\b|\bNaN\b|\[object/, where);
    assert.deepEqual(this.errors, [], where);
  }

  close() {
    return this.context.close();
  }
}
