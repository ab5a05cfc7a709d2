/** Programs of this folder as one file each, as the companion is shipped: they start twice as fast. */
import path from "node:path";
import { build } from "vite";

/** @returns where the bundle stands, below the given folder */
export async function bundle(script: string, folder: string): Promise<string> {
  const outDir = path.join(folder, "bundles");
  const name = script.replace(/\.ts$/, ".mjs");
  await build({
    configFile: false,
    publicDir: false,
    logLevel: "error",
    build: {
      ssr: path.join(import.meta.dirname, script),
      outDir,
      emptyOutDir: false,
      target: "node22",
      minify: false,
      rolldownOptions: { output: { entryFileNames: name } },
    },
    ssr: { noExternal: true, target: "node" },
  });
  return path.join(outDir, name);
}
