// The key store of a Linux desktop, with nobody's keys in it: a session bus and gnome-keyring of our own.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const SERVICE = "app.onsite.field";

export class KeyStore {
  #bus;
  #keyring;
  /** What a program has to know to use it; `home` is where programs keep their data. */
  env;

  static async open(home) {
    const store = new KeyStore();
    const runtime = join(home, "runtime");
    mkdirSync(runtime, { mode: 0o700 });
    store.#bus = spawn("dbus-daemon", ["--session", "--nofork", "--print-address=1"], { stdio: ["ignore", "pipe", "inherit"] });
    const { value: address } = await createInterface({ input: store.#bus.stdout })[Symbol.asyncIterator]().next();
    store.env = { DBUS_SESSION_BUS_ADDRESS: address, XDG_DATA_HOME: home, XDG_RUNTIME_DIR: runtime };
    const env = { ...process.env, ...store.env };
    store.#keyring = spawn("gnome-keyring-daemon", ["--foreground", "--unlock", "--components=secrets"], { env, stdio: ["pipe", "pipe", "inherit"] });
    store.#keyring.stdin.end("\n");
    // It says where it is once it answers.
    await createInterface({ input: store.#keyring.stdout })[Symbol.asyncIterator]().next();
    return store;
  }

  /** Of the keys it holds for the app. */
  names() {
    // Attributes are said on the error output.
    const given = { env: { ...process.env, ...this.env }, encoding: "utf8" };
    const { stdout, stderr } = spawnSync("secret-tool", ["search", "--all", "service", SERVICE], given);
    return [...`${stdout}\n${stderr}`.matchAll(/^attribute\.username = (.*)$/gm)].map(([, name]) => name);
  }

  lose(name) {
    execFileSync("secret-tool", ["clear", "service", SERVICE, "username", name], { env: { ...process.env, ...this.env } });
  }

  async close() {
    for (const process of [this.#keyring, this.#bus]) {
      process.kill();
      await new Promise((over) => (process.exitCode === null && process.signalCode === null ? process.once("exit", over) : over()));
    }
  }
}
