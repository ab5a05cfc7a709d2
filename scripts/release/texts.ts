/** What each store is told, out of the one listing, and what stands in the release for whoever publishes it. */
import { readdirSync, readFileSync } from "node:fs";
import english from "../../locales/en.json" with { type: "json" };
import reviewers from "../../store/for-reviewers.json" with { type: "json" };

export type Store = "chrome" | "edge" | "firefox";

const listing = { ...english.store, ...reviewers };
type Field = keyof typeof listing;

type Shown = typeof english.store;

const PERMISSIONS = (Object.keys(listing) as Field[]).filter((field) => field.startsWith("permission_"));
const DATA = [
  "data_collected",
  "data_use",
  "data_not_sold",
  "data_not_unrelated",
  "data_not_credit",
] as const;

/** In the order in which each store asks for them. */
const FIELDS: Readonly<Record<Store, readonly Field[]>> = {
  chrome: [
    "name",
    "summary",
    "description",
    "single_purpose",
    ...PERMISSIONS,
    "remote_code",
    ...DATA,
    "privacy_policy",
    "reviewer_notes",
  ],
  edge: [
    "name",
    "summary",
    "description",
    "search_terms",
    "single_purpose",
    ...PERMISSIONS,
    "remote_code",
    "data_use",
    "privacy_policy",
    "reviewer_notes",
  ],
  firefox: [
    "name",
    "summary_long",
    "description",
    ...PERMISSIONS,
    "data_use",
    "privacy_policy",
    "reviewer_notes",
  ],
};

/** A page to copy from, field by field. */
export const listingFor = (store: Store): string =>
  [`# ${store}`, ...FIELDS[store].map((field) => `## ${field}\n\n${listing[field]}`), ""].join("\n\n");

/** What users read, by its language; English is not among them. */
export const TRANSLATIONS: Readonly<Record<string, Shown>> = Object.fromEntries(
  readdirSync("locales")
    .flatMap((file) => /^(?!en\.)(.+)\.json$/.exec(file)?.[1] ?? [])
    .map((language) => {
      const words = JSON.parse(readFileSync(`locales/${language}.json`, "utf8")) as { store: Shown };
      return [language, words.store];
    }),
);

/** The fields of a store that users read, in another language. */
export function translationFor(store: Store, language: string): string {
  const shown = TRANSLATIONS[language]!;
  const fields = FIELDS[store].filter((field): field is keyof Shown => field in shown);
  return [`# ${store}, ${language}`, ...fields.map((field) => `## ${field}\n\n${shown[field]}`), ""].join(
    "\n\n",
  );
}

/** Where Mozilla knows a language by another name. */
const AMO_NAMES: Readonly<Record<string, string>> = { es: "es-ES" };

const inAllLanguages = (field: keyof Shown): Record<string, string> => ({
  "en-US": listing[field],
  ...Object.fromEntries(
    Object.entries(TRANSLATIONS).map(([language, shown]) => [AMO_NAMES[language] ?? language, shown[field]]),
  ),
});

/** As `web-ext sign` hands it to addons.mozilla.org. */
export const amoMetadata = (): object => ({
  name: inAllLanguages("name"),
  summary: inAllLanguages("summary_long"),
  description: inAllLanguages("description"),
  categories: ["other"],
  version: { license: "MIT", approval_notes: listing.reviewer_notes },
});

/**
 * Whether the changelog has this version: for a tag by a heading with its date; before, the entry of what is not
 * released may name it.
 */
export function isInChangelog(changelog: string, version: string, isTagged: boolean): boolean {
  const headings = Array.from(changelog.matchAll(/^## (.*)$/gm), ([, heading]) => heading!);
  if (headings.some((heading) => heading.match(/^\[?([\d.]+)\]? - \d{4}-\d\d-\d\d$/)?.[1] === version))
    return true;
  const [, unreleased = ""] = /^## Unreleased\n([^]*?)(?=^## |$(?![^]))/m.exec(changelog) ?? [];
  return !isTagged && unreleased.includes(version);
}
