/** A change to a text: a range in UTF-16 code units, its end exclusive, and what comes in its place. */
export interface Edit {
  start: number;
  end: number;
  replacement: string;
}

export const insertion = (at: number, replacement: string): Edit => ({ start: at, end: at, replacement });

export const deletion = (start: number, end: number): Edit => ({ start, end, replacement: "" });

/** Edits must not overlap; their order does not matter. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const inOrder = edits.toSorted((a, b) => a.start - b.start);
  let result = "";
  let position = 0;
  for (const { start, end, replacement } of inOrder) {
    result += text.slice(position, start) + replacement;
    position = end;
  }
  return result + text.slice(position);
}

/** The line end that the text uses first, or "\n" where it has none. */
export function lineEnd(text: string): "\r\n" | "\n" {
  const newline = text.indexOf("\n");
  return newline > 0 && text[newline - 1] === "\r" ? "\r\n" : "\n";
}
