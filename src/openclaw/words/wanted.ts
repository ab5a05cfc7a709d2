/** Which language is wanted in a terminal. */
import type { Environment, System } from "../files/paths.ts";

/** Of POSIX, in its order: an empty one counts as none. */
const VARIABLES = ["LC_ALL", "LC_MESSAGES", "LANG"];

/** Where programs are told of a language by the system, and by variables only now and then. */
const SYSTEMS_WITH_LANGUAGE: readonly NodeJS.Platform[] = ["win32", "darwin"];

/** `de_AT.UTF-8@euro` */
const NAME = /^(?<tag>[a-z]{2,3}(?:[_-][a-z\d]+)*)(?:\.(?<letters>[\w-]+))?(?:@.*)?$/i;

/**
 * @param systemLanguage as Intl knows it
 * @returns a BCP 47 tag; undefined where none is named, as by `C`, and where the terminal's letters are not Unicode's
 */
export function wantedLanguage(
  { env, platform }: { env: Environment; platform: System["platform"] },
  systemLanguage = () => new Intl.DateTimeFormat().resolvedOptions().locale,
): string | undefined {
  const name = VARIABLES.map((variable) => env[variable]).find(Boolean);
  if (name === undefined) return SYSTEMS_WITH_LANGUAGE.includes(platform) ? systemLanguage() : undefined;
  const { tag, letters = "UTF-8" } = NAME.exec(name)?.groups ?? {};
  return /^utf-?8$/i.test(letters) ? tag?.replaceAll("_", "-") : undefined;
}

/**
 * The one of these languages that is spoken and written like the wanted one, whatever its region: of `zh-HK` and
 * `zh-Hant` that is `zh-TW`.
 */
export function closest(wanted: string, languages: readonly string[]): string | undefined {
  const form = formOf(wanted);
  return languages.find((language) => formOf(language) === form);
}

/** "zh-Hant"; of what is no tag, nothing that any language has. */
function formOf(tag: string): string | null {
  try {
    const { language, script } = new Intl.Locale(tag).maximize();
    return `${language}-${script}`;
  } catch {
    return null;
  }
}
