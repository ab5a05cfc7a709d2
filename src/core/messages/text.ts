/** Text and bytes that others chose: cleaned, put in their place, and read only up to a bound. */

/**
 * What a terminal or a page would obey or hide: control characters, formatting (which turns the direction of text, or has
 * no width), the separators of lines, halves of characters. But not what only chooses an emoji's looks.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?![\uFE0E\uFE0F])\p{Default_Ignorable_Code_Point}/gu;

/** Text with something of somebody else's in it, a file's name say, for one line of a terminal or a page. */
export const printable = (text: string, instead = "\uFFFD"): string => text.replaceAll(UNPRINTABLE, instead);

/** For a program, which reads every character as it was. */
export function printableJson(value: unknown): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).replaceAll(UNPRINTABLE, (found) => found.split("").map(escaped).join(""));
}

/** Where an exception came from and its code, without its own words, which could hold anything. */
export function whereThrown(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  // Those of the system may have no places at all.
  const constants = [code, syscall].filter((word) => typeof word === "string" && /^\w+$/.test(word));
  const places = (error.stack ?? "").split("\n").filter((line) => /^ {4}at /.test(line));
  return [...(constants.length > 0 ? [`    ${constants.join(" ")}`] : []), ...places];
}

/** Characters of a name that somebody else chose, an organization's say. */
export const NAME_LENGTH = 40;

/**
 * Words for a page or a terminal: in one line, printable, and never longer than `maxLength` characters.
 */
export function foreignWords(text: string, maxLength: number): string {
  // A megabyte of it must cost no more than its beginning.
  const start = printable(text.slice(0, maxLength * 8), " ");
  const line = start.replaceAll(/\s+/g, " ").trim();
  const characters = Array.from(line);
  return characters.length <= maxLength ? line : `${characters.slice(0, maxLength - 1).join("")}…`;
}

export type Values = Readonly<Record<string, string | number | undefined>>;

/** Puts values in the place of `{name}`; a name without a value stays as it is. */
export function fill(text: string, values: Values): string {
  return text.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => String(values[name] ?? placeholder));
}

/**
 * All that a stream brings, up to `maxBytes`.
 * @returns null where there is more: the stream is then given up, and no more of it is taken in
 * @throws what the stream throws where it breaks off
 */
export async function readBounded(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array | null> {
  const taken: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maxBytes) return null;
    taken.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of taken) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
