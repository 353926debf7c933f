// A clock that stands still until it is set, for programs that are started under it: what happens in a test happens at the same
// times whenever the test runs.
import { execFileSync } from "node:child_process";
import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SOURCE = fileURLToPath(new URL("clock.c", import.meta.url));

export class Clock {
  #file;
  #library;
  #path;

  /** Shows `ms` from the start; `folder` is where it is built and kept. */
  constructor(folder, ms) {
    this.#library = join(folder, "clock.so");
    this.#path = join(folder, "clock");
    execFileSync("cc", ["-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", this.#library, SOURCE]);
    this.#file = openSync(this.#path, "w");
    this.set(ms);
  }

  /** Milliseconds since 1970. */
  set(ms) {
    this.ms = ms;
    const written = Buffer.alloc(8);
    written.writeBigInt64LE(BigInt(ms));
    writeSync(this.#file, written, 0, written.length, 0);
  }

  go(minutes) {
    this.set(this.ms + minutes * 60_000);
  }

  /** What a program is started with. */
  get env() {
    return { LD_PRELOAD: this.#library, HELD_CLOCK: this.#path };
  }

  close() {
    closeSync(this.#file);
  }
}
