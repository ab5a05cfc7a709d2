/** A language that nobody speaks, made from the English words: what it makes of a page, a real one may do to it as well. */

interface Catalogue {
  [name: string]: string | Catalogue;
}

/** Known to browsers as Arabic: from right to left, with six plurals, and dates and units of its own. */
const LANGUAGE = { tag: "ar-XB", direction: "rtl" };

const PLAIN = "abcdefghijklmnopqrstuvwxyzACEILNOSUYZ";
const ACCENTED = "áƀçđéƒĝĥíĵķļḿñóƥʠŕšţúṽŵẋýžÁÇÉÍĻÑÓŠÚÝŽ";
const ACCENTS = new Map(Array.from(PLAIN, (letter, index) => [letter, Array.from(ACCENTED)[index]]));

/** The same words, each two fifths longer, in accented letters, and as a whole in brackets: where one is missing, a page cuts off. */
export const pseudoLanguage = (english: Catalogue): Catalogue => ({
  ...translated(english),
  language: LANGUAGE,
});

function translated(words: Catalogue): Catalogue {
  const texts = typeof words["other"] === "string" ? pluralsOf(words["other"]) : words;
  const entries = Object.entries(texts).map(([name, value]) => [
    name,
    typeof value === "string" ? inPseudo(value) : translated(value),
  ]);
  return Object.fromEntries(entries) as Catalogue;
}

function pluralsOf(text: string): Catalogue {
  const { pluralCategories } = new Intl.PluralRules(LANGUAGE.tag).resolvedOptions();
  return Object.fromEntries(pluralCategories.map((category) => [category, text]));
}

/** All but its {places}. */
function inPseudo(text: string): string {
  const parts = text.split(/(\{\w+\})/);
  return `[${parts.map((part, index) => (index % 2 === 0 ? longer(part) : part)).join("")}]`;
}

const longer = (text: string): string =>
  text
    .replaceAll(/[a-z]+/gi, (word) => word + word.slice(0, Math.ceil(word.length * 0.4)).toLowerCase())
    .replaceAll(/[a-z]/gi, (letter) => ACCENTS.get(letter) ?? letter);
