import { svelte } from "@sveltejs/vite-plugin-svelte";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import type { Plugin } from "vite";
import { messages } from "./messages.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The kit lives outside, and finds its packages with whoever shows it. */
const packagesOfKit: Plugin = {
  name: "packages-of-kit",
  enforce: "pre",
  resolveId(id, importer, options) {
    const isPackage = /^[a-z@]/.test(id) && !id.includes(":");
    if (!isPackage || !importer?.includes("/shared/kit/")) return null;
    return this.resolve(id, here("./src/main.ts"), { ...options, skipSelf: true });
  },
};

export default defineConfig({
  plugins: [messages(here("../../shared/messages")), packagesOfKit, svelte()],
  resolve: {
    alias: [
      { find: "$kit", replacement: here("../../shared/kit") },
      { find: "$lib", replacement: here("./src/lib") },
    ],
    dedupe: ["svelte"],
  },
  server: { fs: { allow: [here("../..")] } },
  build: { target: "es2022", assetsInlineLimit: 0, chunkSizeWarningLimit: 2000 },
  test: { include: ["src/**/*.test.ts"] },
});
