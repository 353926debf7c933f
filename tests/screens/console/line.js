// The line between a desk and the server, which can be cut and mended.
import { connect, createServer } from "node:net";

export class Line {
  #listener;
  #open = new Set();
  #isCut = false;

  /** A line to a company; `server` is where its console is reached through it. */
  static async open({ server }) {
    const line = new Line();
    const { hostname, port } = new URL(server);
    line.#listener = createServer((near) => {
      line.#hold(near);
      if (line.#isCut) return near.destroy();
      const far = connect(Number(port), hostname);
      line.#hold(far);
      near.pipe(far).pipe(near);
      near.once("close", () => far.destroy());
      far.once("close", () => near.destroy());
    });
    await new Promise((listening) => line.#listener.listen(0, "127.0.0.1", listening));
    line.server = `http://127.0.0.1:${line.#listener.address().port}`;
    return line;
  }

  #hold(socket) {
    this.#open.add(socket);
    socket.on("error", () => {}).once("close", () => this.#open.delete(socket));
  }

  /** What is open ends, and nothing new gets through. */
  cut() {
    this.#isCut = true;
    for (const socket of this.#open) socket.destroy();
  }

  mend() {
    this.#isCut = false;
  }

  async close() {
    this.cut();
    await new Promise((closed) => this.#listener.close(closed));
  }
}
