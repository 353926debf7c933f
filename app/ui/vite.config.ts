import * as fluent from "@fluent/syntax";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { messages, packagesOfKit } from "../../shared/kit/vite.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Tests of components and of what has runes: they have a document, and a core that answers as the test says. */
const COMPONENTS = ["src/**/*.svelte.test.ts", "../../shared/kit/*.svelte.test.ts"];

export default defineConfig({
  plugins: [
    messages(fluent, here("../../shared/messages"), (area) => area.startsWith("screens/")),
    packagesOfKit(here("./src/main.ts")),
    svelte(),
  ],
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
      { extends: true, test: { name: "rules", include: ["src/**/*.test.ts", "../../shared/kit/**/*.test.ts"], exclude: COMPONENTS } },
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
