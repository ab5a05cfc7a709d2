import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "vite";
import { afterAll, beforeAll } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** Builds the companion as it is shipped, before the tests of a file. @returns the folder of its files */
export function builtCompanion(): string {
  const outDir = mkdtempSync(path.join(tmpdir(), "clawkey-test-"));
  beforeAll(async () => {
    const configFile = path.join(ROOT, "vite.companion.config.ts");
    await build({ root: ROOT, configFile, logLevel: "error", build: { outDir, emptyOutDir: true } });
  }, 60_000);
  afterAll(() => rmSync(outDir, { recursive: true, force: true }));
  return outDir;
}
