/** Text and bytes that others chose: cleaned, put in their place, and read only up to a bound. */

/** Characters of a name that somebody else chose, an organization's say. */
export const NAME_LENGTH = 40;

/**
 * Words for a page or a terminal: in one line, without control and formatting characters, and never longer than
 * `maxLength` characters.
 */
export function foreignWords(text: string, maxLength: number): string {
  // A megabyte of it must cost no more than its beginning.
  const line = text
    .slice(0, maxLength * 8)
    .replaceAll(/[\p{C}\s]+/gu, " ")
    .trim();
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
