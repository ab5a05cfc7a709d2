import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  amoMetadata,
  isInChangelog,
  listingFor,
  TRANSLATIONS,
  translationFor,
} from "../../../scripts/release/texts.ts";
import words from "../../../locales/en.json" with { type: "json" };
import reviewers from "../../../store/for-reviewers.json" with { type: "json" };
import manifest from "../../../package.json" with { type: "json" };

const listing = { ...words.store, ...reviewers };

describe("The changelog", () => {
  const DATED = "# Changelog\n\n## 0.2.0 - 2026-12-01\n\nMore.\n\n## [0.1.0] - 2026-11-30\n\nThe first.\n";
  const OPEN = "# Changelog\n\n## Unreleased\n\nThe next, 0.3.0.\n\n## 0.2.0 - 2026-12-01\n";

  it.each([
    ["0.2.0", DATED, true, true],
    ["0.1.0", DATED, true, true],
    ["0.3.0", DATED, false, false],
    ["2.0", DATED, false, false],
    ["0.3.0", OPEN, false, true],
    ["0.3.0", OPEN, true, false],
    ["0.4.0", OPEN, false, false],
    ["0.2.0", OPEN, true, true],
  ])("has %s, or has not", (version, text, isTagged, expected) => {
    expect(isInChangelog(text, version, isTagged)).toBe(expected);
  });

  it("has the version of this tree", () => {
    expect(isInChangelog(readFileSync("CHANGELOG.md", "utf8"), manifest.version, false)).toBe(true);
  });
});

describe("What a store is told", () => {
  it.each(["chrome", "edge", "firefox"] as const)("is all in one page: %s", (store) => {
    const page = listingFor(store);
    for (const field of ["description", "privacy_policy", "reviewer_notes", "permission_cookies"] as const)
      expect(page).toContain(`## ${field}\n\n${listing[field]}`);
  });

  it("is said in each other language on a page of its own", () => {
    expect(Object.keys(TRANSLATIONS)).toHaveLength(11);
    for (const language of Object.keys(TRANSLATIONS))
      expect(translationFor("chrome", language)).toContain(TRANSLATIONS[language]!.description);
  });

  it("goes to Mozilla with the build, its notes for reviewers among it", () => {
    expect(amoMetadata()).toMatchObject({
      summary: { "en-US": listing.summary_long, "es-ES": TRANSLATIONS["es"]!.summary_long },
      version: { license: "MIT", approval_notes: listing.reviewer_notes },
    });
  });
});
