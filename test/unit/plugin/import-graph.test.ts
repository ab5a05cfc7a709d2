/** OpenClaw 2026.5.28 reads a plugin's code, and refuses what starts programs, or sends what it finds in the environment. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "vite";
import { expect, it, onTestFinished } from "vitest";

it("nothing that the plugin's entry leads to starts a program, or has a fetch beside the environment", async () => {
  const outDir = mkdtempSync(path.join(tmpdir(), "clawkey-test-"));
  onTestFinished(() => rmSync(outDir, { recursive: true, force: true }));
  await build({
    configFile: false,
    publicDir: false,
    logLevel: "error",
    build: { ssr: path.resolve("src/plugin/plugin.ts"), outDir, minify: false, target: "node22" },
    ssr: { noExternal: true, target: "node" },
  });
  const chunks = readdirSync(outDir, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.m?js$/.test(name))
    .map((name) => readFileSync(path.join(outDir, name), "utf8"));
  // Whole, and not an empty one that would prove nothing.
  expect(chunks.join("")).toContain("/clawkey/v1/pair");
  for (const text of chunks) {
    expect(text).not.toContain("child_process");
    expect(text.includes("process.env") && /\bfetch\(/.test(text)).toBe(false);
  }
});
