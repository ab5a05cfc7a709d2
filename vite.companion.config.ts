import { chmodSync } from "node:fs";
import { defineConfig } from "vite";
import { onlyParts, PARTS } from "./scripts/catalogue-parts.ts";
import { dotenvWithoutNode, withoutFacades } from "./scripts/left-out.ts";

/**
 * What each file holds: these modules, and what they import that no file before it has. So files import only those
 * before them, and a verb loads what it needs. A file more costs a verb less than 20 kB of what it does not need.
 */
const LAYERS = {
  files:
    /openclaw.(this-system|files.private-file)|install.(browsers|folder)|messages.text|core.version|native-host.framing/,
  terminal: /companion.cli.start/,
  openclaw: /openclaw.openclaw|which-openclaw|install.notes/,
  keys: /companion.cli.key-commands/,
  write: /files.key-edits/,
  json5: /core.config.json5/,
  programs: /openclaw.program|companion.cli.setup-commands/,
};

const layers = (tests: Record<string, RegExp>) =>
  Object.entries(tests)
    .toReversed()
    .map(([name, test], at) => ({ name, test, priority: at + 1 }));

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
        codeSplitting: { groups: layers(LAYERS) },
        banner: ({ isEntry }) => (isEntry ? "#!/usr/bin/env node" : ""),
      },
    },
  },
  ssr: { noExternal: true, target: "node" },
  plugins: [
    dotenvWithoutNode(),
    onlyParts(PARTS.companion),
    withoutFacades(),
    {
      name: "executable",
      writeBundle: ({ dir }) => chmodSync(`${dir}/clawkey.mjs`, 0o755),
    },
  ],
});
