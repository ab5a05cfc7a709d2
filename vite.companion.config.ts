import { chmodSync } from "node:fs";
import { defineConfig } from "vite";

/** The companion as one executable file with everything in it: `npx clawkey` needs no other package. */
export default defineConfig({
  publicDir: false,
  // A browser waits for its native host to start: the smaller the file, the sooner.
  build: {
    ssr: "src/companion/main.ts",
    outDir: "dist",
    target: "node22",
    minify: false,
    rolldownOptions: {
      output: {
        entryFileNames: "clawkey.mjs",
        banner: "#!/usr/bin/env node",
        // `install` copies one file: what is imported when it is needed stands in it too, and runs no sooner.
        codeSplitting: false,
      },
    },
  },
  ssr: { noExternal: true, target: "node" },
  plugins: [
    {
      name: "executable",
      writeBundle: ({ dir }) => chmodSync(`${dir}/clawkey.mjs`, 0o755),
    },
  ],
});
