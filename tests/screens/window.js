// The app's own window under Xvfb, driven through tauri-driver and WebKitWebDriver.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { Builder, By, error, Key, until } from "selenium-webdriver";
import { program } from "./company.js";

const WAIT_MS = 20_000;
const LOOK_MS = 50;
/** A press that has not reached what it was meant for by then went elsewhere. */
const REACH_MS = 1_000;
const LISTEN = `window.isPressed = false;
  arguments[0].scrollIntoView({ block: "center" });
  arguments[0].addEventListener("click", () => { window.isPressed = true; }, { once: true, capture: true });`;

async function freePort() {
  const server = createServer();
  await new Promise((open) => server.listen(0, "127.0.0.1", open));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** A display that nobody sees. */
export class Display {
  static async open() {
    const display = new Display();
    display.process = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    const number = await new Promise((said) => display.process.stdio[3].once("data", (data) => said(String(data).trim())));
    display.name = `:${number}`;
    return display;
  }

  async close() {
    this.process.kill();
    await new Promise((over) => this.process.once("exit", over));
  }
}

/** The window of one phone: what a person sees and does. */
export class Window {
  #app;

  /** Opens the app on a folder of data, as large as a phone or a tablet; without `args`, where the system has it keep its data. */
  static async open(display, folder, { width = 390, height = 844, args = ["--data", folder], env = {} } = {}) {
    const window = new Window();
    const [port, native] = [await freePort(), await freePort()];
    const driver = join(process.env.ONSITE_TOOLS, "tauri-driver");
    window.tauri = spawn(driver, ["--port", port, "--native-port", native, "--native-driver", "/usr/bin/WebKitWebDriver"], {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DISPLAY: display.name, TZ: "Asia/Shanghai", LANG: "zh_CN.UTF-8", ...env },
    });
    await listening(port);
    window.driver = await new Builder()
      .usingServer(`http://127.0.0.1:${port}`)
      .withCapabilities({ browserName: "wry", "tauri:options": { application: program("onsite-app"), args } })
      .build();
    window.#app = appOf(window.tauri.pid);
    await window.driver.manage().window().setRect({ width, height });
    return window;
  }

  /** Waits for a text to stand somewhere in sight. */
  async see(text, { within = "" } = {}) {
    const found = By.xpath(`${within}//*[contains(normalize-space(.), ${quoted(text)})][not(self::script)]`);
    return this.driver.wait(until.elementLocated(found), WAIT_MS, `“${text}” is not there`);
  }

  async seesNot(text) {
    const found = await this.driver.findElements(By.xpath(`//body//*[contains(normalize-space(.), ${quoted(text)})]`));
    return found.length === 0;
  }

  /** Presses what is called so: a button, a tab, a choice. */
  async press(name, { within = "" } = {}) {
    const said = quoted(name);
    const named = `[normalize-space(.)=${said} or @aria-label=${said} or .//*[normalize-space(.)=${said}]]`;
    const found = By.xpath(`${within}//button${named} | ${within}//label${named} | ${within}//a${named}`);
    const located = () => this.driver.wait(until.elementLocated(found), WAIT_MS, `nothing to press is called “${name}”`);
    await this.driver.wait(async () => this.#reach(await located()), WAIT_MS, `no press reaches “${name}”`);
  }

  /**
   * What an answer of the core moved away or drew anew at this moment is not where the press comes down; then a person presses
   * again, where it is now. A press that reached it is never repeated, whatever came of it.
   */
  async #reach(element) {
    try {
      await this.driver.executeScript(LISTEN, element);
      await this.driver.wait(until.elementIsEnabled(element), WAIT_MS);
      await element.click();
    } catch (failure) {
      if (!(failure instanceof error.StaleElementReferenceError)) throw failure;
    }
    const isPressed = () => this.driver.executeScript("return window.isPressed");
    return this.driver.wait(isPressed, REACH_MS).catch(() => false);
  }

  /** The field with this label. */
  async field(label) {
    const found = By.xpath(`//label[contains(normalize-space(.), ${quoted(label)})]`);
    const element = await this.driver.wait(until.elementLocated(found), WAIT_MS, `no field is called “${label}”`);
    return this.driver.findElement(By.id(await element.getAttribute("for")));
  }

  /** Types into the field with this label, in place of what stands in it. */
  async type(label, text) {
    const field = await this.field(label);
    await this.driver.executeScript("arguments[0].select()", field);
    await field.sendKeys(text);
  }

  /** Puts what was copied last, here or in another window, into the field with this label. */
  async paste(label) {
    await (await this.field(label)).sendKeys(Key.chord(Key.CONTROL, "v"));
  }

  /** What stands in the field with this label. */
  async value(label) {
    return (await this.field(label)).getAttribute("value");
  }

  /** Goes to a path of the app, as a link does. */
  async go(path) {
    await this.driver.executeScript("location.hash = arguments[0]", path);
  }

  async path() {
    return this.driver.executeScript("return location.hash.slice(1)");
  }

  /** Asks the core what the screens ask. */
  async ask(name, given = {}) {
    const script = `const done = arguments[arguments.length - 1];
      const head = new TextEncoder().encode(JSON.stringify({ name: arguments[0], arguments: arguments[1] }));
      const frame = new Uint8Array(4 + head.length);
      new DataView(frame.buffer).setUint32(0, head.length);
      frame.set(head, 4);
      window.__TAURI_INTERNALS__.invoke("call", frame).then((answer) => {
        const bytes = new Uint8Array(answer);
        done([bytes[0], new TextDecoder().decode(bytes.subarray(1))]);
      });`;
    const [kind, text] = await this.driver.executeAsyncScript(script, name, given);
    const json = JSON.parse(text);
    if (kind === 2) throw new Error(`${name}: ${json.message} ${json.detail}`);
    return json;
  }

  /** What is seen now, as a PNG. */
  async picture(path) {
    writeFileSync(path, await this.driver.takeScreenshot(), "base64");
  }

  /** Ends the app as a system does that wants its memory: at once, and without a word. */
  async kill() {
    process.kill(this.#app, "SIGKILL");
    await this.close();
  }

  async close() {
    await this.driver.quit().catch(() => {});
    // A driver does not always end what it started, and a second start would only raise the first.
    if (runs(this.#app)) process.kill(this.#app);
    this.tauri.kill();
    await new Promise((over) => this.tauri.once("exit", over));
    for (let left = WAIT_MS / LOOK_MS; runs(this.#app); left -= 1) {
      if (left <= 0) throw new Error("the app does not end");
      await new Promise((next) => setTimeout(next, LOOK_MS));
    }
  }
}

function quoted(text) {
  return text.includes("'") ? `"${text}"` : `'${text}'`;
}

/** The app that a driver started through WebKit's. */
function appOf(driver) {
  const child = (parent, name) => {
    const pids = readdirSync("/proc").filter((pid) => /^\d+$/.test(pid));
    const found = pids.map((pid) => ({ pid: Number(pid), ...told(pid) })).find((one) => one.parent === parent && one.name.startsWith(name));
    if (!found) throw new Error(`${parent} started no ${name}`);
    return found.pid;
  };
  return child(child(driver, "WebKitWebDriver".slice(0, NAME_CHARS_MAX)), "onsite-app");
}

/** The kernel cuts names. */
const NAME_CHARS_MAX = 15;

/** What is known of a process; nothing of one that has ended. */
function told(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const of = (key) => new RegExp(`^${key}:\\s+(\\S+)`, "m").exec(status)?.[1] ?? "";
    return { name: of("Name"), state: of("State"), parent: Number(of("PPid")) };
  } catch (error) {
    if (error.code === "ENOENT" || error.code === "ESRCH") return { name: "", state: "", parent: 0 };
    throw error;
  }
}

/** What has ended, and is not yet forgotten by its parent, does not run. */
function runs(pid) {
  const { name, state } = told(pid);
  return name === "onsite-app" && state !== "Z";
}

async function listening(port) {
  const { connect } = await import("node:net");
  const tries = 200;
  for (let left = tries; left > 0; left -= 1) {
    const isOpen = await new Promise((done) => {
      const socket = connect(port, "127.0.0.1", () => {
        socket.end();
        done(true);
      });
      socket.once("error", () => setTimeout(() => done(false), 50));
    });
    if (isOpen) return;
  }
  throw new Error(`nothing listens on ${port}`);
}
