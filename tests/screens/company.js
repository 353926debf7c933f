// The demonstration company behind a line that can be cut, with phones whose screens are shown (`phones`) and phones that are
// only enrolled (`aside`), for the app's own window.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Where the programs are that these tests run. */
export function program(name) {
  const folder = process.env.ONSITE_PROGRAMS;
  if (!folder) throw new Error("ONSITE_PROGRAMS names no folder: run this through cargo xtask test");
  return join(folder, name);
}

export class Company {
  #bridge;
  #lines;
  #folder;

  /** Starts it, and waits until every phone has its work. `env` is for a clock that is held. */
  static async open({ phones = ["lin"], aside = [], language = "zh", env = {} } = {}) {
    const company = new Company();
    company.#folder = mkdtempSync(join(tmpdir(), "onsite-screens-"));
    const folders = ["--data", company.#folder, "--screens", join(root, "app/ui/dist"), "--language", language];
    const people = ["--phones", phones.join(","), ...(aside.length ? ["--aside", aside.join(",")] : [])];
    company.#bridge = spawn(program("bridge"), [...folders, ...people], {
      stdio: ["pipe", "pipe", "inherit"],
      cwd: root,
      env: { ...process.env, ...env },
    });
    company.#lines = createInterface({ input: company.#bridge.stdout })[Symbol.asyncIterator]();
    const said = await company.#hear();
    company.server = said.server;
    company.phones = said.phones;
    return company;
  }

  /** Of a phone whose screens are shown. */
  url(login) {
    const phone = this.phones.find((phone) => phone.login === login);
    if (!phone) throw new Error(`no phone of ${login}`);
    return phone.url;
  }

  /** Where a phone keeps its data. */
  folder(login) {
    return join(this.#folder, login);
  }

  /** `on`, `off`, or `cut` after so many bytes of each connection. */
  async network(how, bytes = "") {
    this.#bridge.stdin.write(`network ${how} ${bytes}\n`);
    await this.#hear();
  }

  /** A link that enrols a field device for somebody. */
  async invite(login) {
    this.#bridge.stdin.write(`invite ${login}\n`);
    return (await this.#hear()).link;
  }

  /** The key that a phone sealed for the company, as the office reads it out. */
  unseal(file) {
    const given = ["--data", join(this.#folder, "server"), "--json", "unseal-key", file];
    return JSON.parse(execFileSync(program("onsite-server"), given, { encoding: "utf8" })).key;
  }

  async revoke(login) {
    this.#bridge.stdin.write(`revoke ${login}\n`);
    await this.#hear();
  }

  /** What the server holds of a subject, like `visit/01HF…`; `null` where it holds nothing. */
  async held(subject) {
    this.#bridge.stdin.write(`held ${subject}\n`);
    return (await this.#hear()).view;
  }

  async #hear() {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("the company ended");
    return JSON.parse(value);
  }

  async close() {
    this.#bridge.stdin.end();
    await new Promise((over) => this.#bridge.once("exit", over));
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
