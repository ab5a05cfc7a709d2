import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { isNewerThanTested, isOlder, TESTED_OPENCLAW } from "../../../src/core/versions.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");

it.each([
  ["2026.5.28", "2026.6.11", true],
  ["2026.9.6", "2026.10.1", true],
  ["0.9.0", "0.10.0", true],
  ["0.10.0", "0.9.9", false],
  ["0.1.0", "0.1.0", false],
  ["0.1.0", "0.1", false],
  ["2026.9.6-beta.1", "2026.9.7", true],
  ["no version", "0.1.0", false],
])("%s is older than %s: %s", (version, than, expected) => {
  expect(isOlder(version, than)).toBe(expected);
});

it("names the oldest and the newest OpenClaw that the tests have, as the README and the plugin do", () => {
  const versions = readdirSync(path.join(ROOT, "test/real-openclaw/versions")).toSorted((a, b) =>
    a.localeCompare(b, "en", { numeric: true }),
  );
  expect(TESTED_OPENCLAW).toEqual({ oldest: versions[0], newest: versions.at(-1) });
  const { openclaw } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as {
    openclaw: { install: { minHostVersion: string } };
  };
  expect(openclaw.install.minHostVersion).toBe(`>=${TESTED_OPENCLAW.oldest}`);
  expect(readFileSync(path.join(ROOT, "README.md"), "utf8")).toContain(`Tested: ${versions.join(", ")}.`);
});

it("calls newer than tested what comes after the newest alone", () => {
  expect(isNewerThanTested(TESTED_OPENCLAW.newest)).toBe(false);
  expect(isNewerThanTested(TESTED_OPENCLAW.oldest)).toBe(false);
  expect(isNewerThanTested("2027.1.1")).toBe(true);
});
