import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");

const sources = ["src", "entrypoints"].flatMap((folder) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `${folder}/${file}`),
);

const sourcesWith = (pattern: RegExp): string[] =>
  sources.filter((file) => pattern.test(readFileSync(path.join(ROOT, file), "utf8"))).toSorted();

it("lets only targets reveal a key", () => {
  expect(sourcesWith(/\w\.reveal\b(?!\(\)`)/)).toEqual([
    "src/extension/export/companion.ts",
    "src/extension/export/copy.ts",
    "src/extension/export/gateway.ts",
    "src/extension/export/picked.ts",
    "src/openclaw/files/key-edits.ts",
    // Here the target is claude.ai, where the key came from: it alone can say whether it still accepts it.
    "src/openclaw/verify/ask-claude.ts",
    // Into the gateway's environment and the plugin's own file, and for a fingerprint that ends in neither.
    "src/plugin/environment.ts",
    "src/plugin/kept-key.ts",
    "src/plugin/key.ts",
    // To claude.ai again, as the question of above.
    "src/plugin/plan/reading.ts",
  ]);
});

it("writes to no log, but for the reports of a bug of its own", () => {
  expect(sourcesWith(/\bconsole\./)).toEqual([
    "src/extension/sync/numbers.ts",
    "src/extension/sync/sync.ts",
    "src/openclaw/openclaw.ts",
    "src/plugin/gateway.ts",
    "src/plugin/perform.ts",
  ]);
});

it("sets text as text: no markup is ever made from a string, and no code from one", () => {
  expect(sourcesWith(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/)).toEqual(
    [],
  );
});

it("names the variable in one place, comments aside", () => {
  expect(sourcesWith(/"CLAUDE_AI_SESSION_KEY"/)).toEqual(["src/core/config/precedence.ts"]);
});
