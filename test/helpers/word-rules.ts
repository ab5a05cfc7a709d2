/** What holds of the words of every language, beside the English ones. */
import { printable } from "../../src/core/messages/text.ts";

export interface Catalogue {
  language: { tag: string; direction: string };
  [part: string]: unknown;
}

/** Each text by its key. One that depends on a count has a text for each plural, or is missing. */
type Texts = Map<string, string | Record<string, string>>;

export function textsOf({ language: _, ...words }: Catalogue): Texts {
  const texts: Texts = new Map();
  const add = (node: object, prefix: string) => {
    for (const [name, value] of Object.entries(node) as [string, string | object][])
      if (typeof value === "string") texts.set(prefix + name, value);
      else if ("other" in value) texts.set(prefix + name, value as Record<string, string>);
      else add(value, `${prefix}${name}.`);
  };
  add(words, "");
  return texts;
}

const formsOf = (text: string | Record<string, string>): string[] =>
  typeof text === "string" ? [text] : Object.values(text);

/** A rule's findings: a line for each, which begins with the key. */
type Rule = (words: Catalogue, english: Catalogue) => string[];

/** For each pair of texts. @param ours the English one, of a plural the general form */
const each =
  (find: (theirs: string, ours: string, tag: string, key: string) => string[]): Rule =>
  (words, english) => {
    const translated = textsOf(words);
    return Array.from(textsOf(english)).flatMap(([key, text]) => {
      const ours = formsOf(text).at(-1)!;
      const found = formsOf(translated.get(key) ?? {}).flatMap((theirs) =>
        find(theirs, ours, words.language.tag, key),
      );
      return [...new Set(found)].map((finding) => `${key}: ${finding}`);
    });
  };

const placesIn = (text: string): string[] => text.match(/\{\w+\}/g) ?? [];

/** What a program reads, or a user types: the same in each language. A whole command counts as one. */
export function codeIn(text: string): string[] {
  const commands = text.match(COMMAND) ?? [];
  const words = text.replaceAll(COMMAND, " ").split(/[\s"'(),;|[\]<>]+/);
  const single = words.map((word) => word.replace(/[.:!?]+$/, "")).filter((word) => CODE.test(word));
  return [...commands, ...single];
}
const COMMAND =
  /\b(?:openclaw|clawkey|claude|node dist\/clawkey\.mjs)(?: (?:auth|clawkey|config|doctor|enable|forget|gateway|get|install|login|models|pair|paste-token|plugins|remove|restart|set|setup-token|status|uninstall|update|verify|--[\w-]+(?:=\w+)?)(?![\w-]))+/g;
const CODE =
  /^--?[a-z]|^sk-ant|^ck1|[\\/~_=]|^\.?[a-z][\w-]*(?:\.\w+)+$|^\d+(?:\.\d+){2,}$|^\.env$|^[A-Z]{4,}$/;

/** Names, and what each language takes over from English. */
const NAMES =
  /(?<![a-z])(?:Clawkey|OpenClaw|Claude|Anthropic|Chrome|Chromium|Firefox|Linux|macOS|Windows|Ubuntu|Debian|Nix|Snap|Flatpak|Docker|Wayland|Tailscale|Node|PowerShell|bash|zsh|fish|stow|chezmoi|sudo|install|uninstall|set|remove|doctor|forget|pair|SSH|WSL|ok|API|OAuth|JSON5?|ID|UTF-8|MiB|GB|Ctrl|Shift|Command|Alt|deb|rpm|NativeMessaging\w+)(?![a-z])/gi;

/** What none of these languages writes so: a space that may break before a mark, a mark of Latin letters. */
const CHINESE_OR_JAPANESE =
  /(?<=[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}])[,;:?!]|[,;:?!](?=[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}])/gu;
const FOREIGN_MARKS: Readonly<Record<string, RegExp>> = {
  ar: /(?<=\p{scx=Arab} ?)[,;?]/gu,
  de: / %(?![A-Z])| [;?!]/g,
  es: / %(?![A-Z])| [:;?!]/g,
  fr: / %(?![A-Z])| [:;?!»]|« /g,
  ja: CHINESE_OR_JAPANESE,
  ru: / %(?![A-Z])| [:;?!]/g,
  "zh-CN": CHINESE_OR_JAPANESE,
  "zh-TW": CHINESE_OR_JAPANESE,
};

/** Words of nearly every English sentence, and of none in the other languages. */
const ENGLISH = /\b(?:the|of|is|and|it|its|that|this|your|you|with|by|run|again)\b/gi;

/** Texts that happen to be the same word in another language. */
type SameWords = Readonly<Record<string, readonly string[]>>;

export const rules = (same: SameWords): Record<string, Rule> => ({
  "has each text that English has, and no other": (words, english) => {
    const [theirs, ours] = [textsOf(words), textsOf(english)];
    const shape = (texts: Texts, key: string) => typeof texts.get(key);
    return [
      ...Array.from(ours.keys(), (key) =>
        shape(theirs, key) === shape(ours, key) ? [] : [`${key}: missing`],
      ),
      ...Array.from(theirs.keys(), (key) => (ours.has(key) ? [] : [`${key}: not in English`])),
    ].flat();
  },

  "has a text for each plural that the language has": (words) => {
    const { pluralCategories } = new Intl.PluralRules(words.language.tag).resolvedOptions();
    const wanted = pluralCategories.toSorted().join(", ");
    return Array.from(textsOf(words)).flatMap(([key, text]) => {
      const found = typeof text === "string" ? wanted : Object.keys(text).toSorted().join(", ");
      return found === wanted ? [] : [`${key}: ${found} instead of ${wanted}`];
    });
  },

  "leaves the same places to fill": (words, english) => {
    const translated = textsOf(words);
    return Array.from(textsOf(english)).flatMap(([key, text]) => {
      const theirs = translated.get(key) ?? {};
      const wanted = new Set(formsOf(text).flatMap(placesIn));
      const general = typeof theirs === "string" ? theirs : (Object.values(theirs).at(-1) ?? "");
      const missing = translated.has(key)
        ? [...wanted].filter((place) => !placesIn(general).includes(place))
        : [];
      const unknown = formsOf(theirs)
        .flatMap(placesIn)
        .filter((place) => !wanted.has(place));
      const lacks = missing.map((place) => `${key}: without ${place}`);
      return lacks.concat(unknown.map((place) => `${key}: ${place} is not in English`));
    });
  },

  "leaves commands, paths and variables as they are": each((theirs, ours) =>
    codeIn(ours)
      .filter((code) => !theirs.includes(code))
      .map((code) => `without ${code}`),
  ),

  "is not English": each((theirs, ours, tag, key) => {
    const isCode = (text: string) => !/\p{L}/u.test(wordsAlone(text, ours));
    if (theirs === ours) return isCode(ours) || same[tag]?.includes(key) ? [] : [theirs];
    return wordsAlone(theirs, ours).match(ENGLISH) ?? [];
  }),

  "is written as English is: lines, ends, and no signs that pages can't show": each((theirs, ours) => {
    const start = (text: string) => /^\s*/.exec(text)![0];
    const layout = theirs.includes("\n");
    return [
      ...(start(theirs) === start(ours) ? [] : ["other spaces before it"]),
      ...(/\s$/.test(theirs) && !/\s$/.test(ours) ? ["spaces behind it"] : []),
      ...(!layout && /\S {2,}\S/.test(theirs) && !/\S {2,}\S/.test(ours) ? ["two spaces"] : []),
      ...(theirs.includes("\n") === ours.includes("\n") ? [] : ["other lines"]),
      ...(theirs.split("\n").every((line) => printable(line) === line) ? [] : ["a sign without a shape"]),
    ];
  }),

  "has the marks, quotes and spaces of its language": each((theirs, ours, tag, key) => [
    // A store takes them apart at the commas.
    ...((key === "store.search_terms" ? null : theirs.match(FOREIGN_MARKS[tag] ?? /(?!)/g)) ?? []),
    ...(theirs.match(/\p{L}'\p{L}/gu) ?? []),
    ...['"', "…", "..."].filter((mark) => theirs.includes(mark) && !ours.includes(mark)),
  ]),

  "ends in a colon where a command follows": each((theirs, ours, _, key) =>
    ours.endsWith(":") && !/[:：]$/.test(theirs) && key ? ["no colon"] : [],
  ),
});

/** Without what stands in all languages alike. */
const wordsAlone = (text: string, english: string): string =>
  codeIn(english)
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, code) => rest.replaceAll(code, " "), text.replaceAll(/\{\w+\}/g, " "))
    .replaceAll(NAMES, " ");
