/** Numbers, dates and lists that users read are written as the language of the words has it, not the system's. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const FILES = globSync("{src,entrypoints}/**/*.ts", { cwd: ROOT });

const BY_SYSTEM =
  /Intl\.\w+\(\s*(?:undefined|\)|\{|\[\])|\.toLocale\w+\(\s*(?:undefined|\)|\[\])|\.to(?:Date|Time)String\(\)|\.toFixed\(/;
const BY_HAND = /\.join\(\s*["'`](?:[,;、،]| ·) ?["'`]\s*\)|\}[,;] \$\{/;

const SHOULD = {
  "asks the system how to write": [
    BY_SYSTEM,
    // Which language the system has, and whether two times are of one day.
    ["src/extension/ui/dates.ts", "src/extension/ui/words.ts", "src/openclaw/words/wanted.ts"],
  ],
  "joins a list by hand": [
    BY_HAND,
    // A report is English: it is for those who help.
    ["entrypoints/options/report.ts"],
  ],
} as const;

describe.each(Object.entries(SHOULD))("No file %s", (_, [pattern, allowed]) => {
  it("but those that may", () => {
    const found = FILES.filter((file) => pattern.test(readFileSync(path.join(ROOT, file), "utf8")));
    expect(found.toSorted()).toEqual(allowed);
  });
});

it.each([
  "new Intl.NumberFormat()",
  "Intl.ListFormat(undefined",
  "new Intl.DateTimeFormat({",
  "date.toLocaleString()",
  "date.toLocaleTimeString([], {})",
  "date.toDateString()",
  "share.toFixed(1)",
])("finds %s", (code) => {
  expect(code).toMatch(BY_SYSTEM);
});

it.each(['names.join(", ")', "names.join('; ')", 'names.join(" · ")', "`${day}, ${clock}`"])(
  "finds %s",
  (code) => {
    expect(code).toMatch(BY_HAND);
  },
);

it.each(["new Intl.NumberFormat(locale())", "date.toLocaleString(language(), options)", 'parts.join("\\n")'])(
  "leaves %s alone",
  (code) => {
    expect(code).not.toMatch(BY_SYSTEM);
    expect(code).not.toMatch(BY_HAND);
  },
);
