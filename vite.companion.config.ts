import { chmodSync } from "node:fs";
import { defineConfig } from "vite";
import { onlyParts, PARTS } from "./scripts/catalogue-parts.ts";

/**
 * The companion with everything in it: `npx clawkey` needs no other package. What only some verbs need stands in chunks
 * beside the executable file, under names that `clawkey install` knows them by (src/companion/install/plan.ts).
 */
export default defineConfig({
  publicDir: false,
  // A browser waits for its native host to start: the less it has to read, the sooner.
  build: {
    ssr: "src/companion/main.ts",
    outDir: "dist",
    target: "node22",
    minify: false,
    rolldownOptions: {
      output: {
        entryFileNames: "clawkey.mjs",
        // The hash keeps two builds apart: one that is half copied must never be linked with parts of another.
        // Words of other languages get a name by which `clawkey install` leaves them out: browsers read none of them.
        chunkFileNames: ({ moduleIds }) =>
          `${moduleIds.some((id) => /locales.(?!en)/.test(id)) ? "words" : "clawkey"}-[name]-[hash].mjs`,
        // What every verb needs in one file, and what only writes in another: a file more costs more than a line more.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: "write", test: /fs-safe(?!.dist.errors)|files.(replace|lock|key-edits)/, priority: 3 },
            {
              name: "programs",
              test: /program.(run|ask)|on-windows|companion.(doctor|install.(?!notes|browsers|exists))/,
              priority: 2,
            },
            { name: "shared", minShareCount: 2 },
          ],
        },
        banner: ({ isEntry }) => (isEntry ? "#!/usr/bin/env node" : ""),
      },
    },
  },
  ssr: { noExternal: true, target: "node" },
  plugins: [
    onlyParts(PARTS.companion),
    {
      name: "executable",
      writeBundle: ({ dir }) => chmodSync(`${dir}/clawkey.mjs`, 0o755),
    },
  ],
});
