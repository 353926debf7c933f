import * as fluent from "@fluent/syntax";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { messages, packagesOfKit } from "../../shared/kit/vite.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What app and console both say; everything else of the app stays with the app. */
const SHARED = ["screens/everywhere"];
/** Where a server runs while the console is worked on: `ONSITE_SERVER=http://127.0.0.1:8787 npm run dev`. */
const server = process.env.ONSITE_SERVER ?? "http://127.0.0.1:8787";

export default defineConfig({
  plugins: [
    messages(fluent, here("../../shared/messages"), (area) => area.startsWith("console/") || SHARED.includes(area)),
    packagesOfKit(here("./src/main.ts")),
    svelte(),
  ],
  resolve: {
    alias: [
      { find: "$kit", replacement: here("../../shared/kit") },
      { find: "$api", replacement: here("./src/api") },
      { find: "$lib", replacement: here("./src/lib") },
    ],
    dedupe: ["svelte"],
  },
  server: { fs: { allow: [here("../..")] }, proxy: Object.fromEntries(["/v1", "/d/", "/v/"].map((path) => [path, server])) },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    // What many screens share comes with the first of them, in a few files instead of many small ones.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "icons", test: /@lucide[\\/]svelte/, minShareCount: 2 },
            { name: "desk", minShareCount: 8 },
          ],
        },
      },
    },
  },
  test: {
    isolate: false,
    projects: [
      { extends: true, test: { name: "rules", include: ["src/**/*.test.ts"], exclude: ["src/**/*.svelte.test.ts"] } },
      {
        extends: true,
        plugins: [svelteTesting()],
        test: {
          name: "components",
          environment: "happy-dom",
          include: ["src/**/*.svelte.test.ts"],
          setupFiles: ["src/testing/setup.ts"],
          // They share a document.
          fileParallelism: false,
          testTimeout: 30_000,
        },
      },
    ],
  },
});
