// An engineer's phone as a person with a keyboard has it: the command line, with a folder of its own.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { program } from "../company.js";

export class Phone {
  #folder;
  #env;

  /** `folder` is of a phone that is enrolled or will be; `env` for a clock that is held. */
  constructor(folder, env = {}) {
    this.#folder = folder;
    this.#env = env;
  }

  /** What a command answers, whatever its end: `{ code, said }`. */
  try(...given) {
    const env = { ...process.env, ...this.#env };
    return new Promise((over) =>
      execFile(program("onsite"), ["--data", this.#folder, "--json", ...given], { env, encoding: "utf8", maxBuffer: 64 << 20 }, (error, out, wrong) => {
        const text = (out.trim() || wrong.trim()).split("\n").at(-1);
        over({ code: error ? error.code : 0, said: text ? JSON.parse(text) : null });
      }),
    );
  }

  /** What a command answers that is done, also where a person is wanted afterwards. */
  async do(...given) {
    const { code, said } = await this.try(...given);
    assert.ok(code === 0 || code === 6, `onsite ${given.join(" ")}: ${code} ${JSON.stringify(said)}`);
    return said;
  }

  /** Until nothing is left to be told. */
  async sync() {
    let said;
    for (let round = 0; round < 5; round += 1) {
      said = await this.do("sync");
      if (said.is_complete !== false) break;
    }
    return said;
  }
}
