import { defineConfig } from "vite";
import { onlyParts, PARTS } from "./scripts/catalogue-parts.ts";

/**
 * The part inside OpenClaw's gateway, with everything in it but OpenClaw's own modules. Small files: OpenClaw imports
 * the first one at each start of a gateway and in some commands, and the rest as it is needed.
 */
export default defineConfig({
  publicDir: false,
  build: {
    ssr: "src/plugin/plugin.ts",
    outDir: "dist/plugin",
    target: "node22",
    minify: false,
    rolldownOptions: {
      output: {
        entryFileNames: "plugin.mjs",
        chunkFileNames: "[name]-[hash].mjs",
      },
    },
  },
  ssr: { noExternal: true, external: [], target: "node" },
  plugins: [onlyParts(PARTS.plugin)],
});
