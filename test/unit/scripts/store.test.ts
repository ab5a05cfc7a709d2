/** What the stores are told: every field is there, and within what each store takes. */
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import words from "../../../locales/en.json" with { type: "json" };
import manifest from "../../../package.json" with { type: "json" };
import { TRANSLATIONS } from "../../../scripts/release/texts.ts";
import reviewers from "../../../store/for-reviewers.json" with { type: "json" };

const listing = { ...words.store, ...reviewers };
type Field = keyof typeof listing;

/** Characters: Chrome Web Store, Edge Add-ons, addons.mozilla.org; the least where they differ. */
const LIMITS: Partial<Record<Field, number>> = {
  name: 45,
  summary: 132,
  summary_long: 250,
  description: 10_000,
  single_purpose: 1_000,
  reviewer_notes: 2_000,
  remote_code: 1_000,
  data_use: 1_000,
};

const limitOf = (field: Field): number => LIMITS[field] ?? (field.startsWith("permission_") ? 1_000 : 250);

describe("The listing", () => {
  it.each(Object.keys(listing) as Field[])("has words for %s that every store takes", (field) => {
    expect(listing[field].trim()).toBe(listing[field]);
    expect(listing[field].length).toBeGreaterThan(0);
    expect(listing[field].length).toBeLessThanOrEqual(limitOf(field));
  });

  it.each(Object.entries({ en: words.store, ...TRANSLATIONS }))(
    "keeps within each store's limits in %s, with at most seven short search terms",
    (language, shown) => {
      for (const field of Object.keys(words.store) as (keyof typeof shown)[]) {
        expect(shown[field].trim(), field).toBe(shown[field]);
        expect(shown[field].length, field).toBeLessThanOrEqual(limitOf(field));
        expect(shown[field].length, field).toBeGreaterThan(0);
      }
      // The length that Edge asks for, which counts letters; these languages need fewer.
      const least = ["ja", "ko", "zh-CN", "zh-TW"].includes(language) ? 100 : 250;
      expect(shown.description.length).toBeGreaterThanOrEqual(least);
      const terms = shown.search_terms.split(/, |[、،，]\s?/);
      expect(terms.length).toBeLessThanOrEqual(7);
      for (const term of terms) expect(term.length).toBeLessThanOrEqual(30);
      expect(terms.join(" ").split(" ").length).toBeLessThanOrEqual(21);
    },
  );

  it("is named and summed up as the manifest is, which Chrome and Edge show", () => {
    expect(listing).toMatchObject({ name: words.extension.name, summary: words.extension.description });
  });

  it("leads to a privacy policy that is there, and to commands that are", () => {
    expect(existsSync(listing.privacy_policy)).toBe(true);
    for (const [, script] of listing.reviewer_notes.matchAll(/npm run (\S+?)(?= |\.|\n|$)/g))
      expect(Object.keys(manifest.scripts)).toContain(script);
    for (const label of ["Export to OpenClaw", "Copy", "Agree and allow claude.ai", "Companion", "Clipboard"])
      expect(JSON.stringify(words)).toContain(`"${label}"`);
  });
});
