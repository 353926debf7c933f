import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import type { Plugin } from "vite";
import { messages } from "./messages.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Tests of components and of what has runes: they have a document, and a core that answers as the test says. */
const COMPONENTS = ["src/**/*.svelte.test.ts", "../../shared/kit/*.svelte.test.ts"];

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
  test: {
    // One copy of the modules for all tests, as in the app; made anew for each file it takes most of the time.
    isolate: false,
    projects: [
      { extends: true, test: { name: "rules", include: ["src/**/*.test.ts"], exclude: COMPONENTS } },
      {
        extends: true,
        plugins: [svelteTesting()],
        test: {
          name: "components",
          environment: "happy-dom",
          include: COMPONENTS,
          setupFiles: ["src/testing/setup.ts"],
          // They share a document.
          fileParallelism: false,
          testTimeout: 30_000,
        },
      },
    ],
  },
});
