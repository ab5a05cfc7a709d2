/** A change to a text, as data: what a reviewer, a test or an undo can look at before anything is written. */
export interface Edit {
  /** In UTF-16 code units from the start of the text. */
  offset: number;
  length: number;
  replacement: string;
}

/** Edits must not overlap; their order does not matter. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const inOrder = edits.toSorted((a, b) => a.offset - b.offset);
  let result = "";
  let position = 0;
  for (const { offset, length, replacement } of inOrder) {
    result += text.slice(position, offset) + replacement;
    position = offset + length;
  }
  return result + text.slice(position);
}

/** The line end that the text uses first, or "\n" where it has none. */
export function lineEnd(text: string): "\r\n" | "\n" {
  const newline = text.indexOf("\n");
  return newline > 0 && text[newline - 1] === "\r" ? "\r\n" : "\n";
}

/** The one edit that leads from `before` to `after`: all between their common start and their common end. */
export function difference(before: string, after: string): Edit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return {
    offset: start,
    length: before.length - end - start,
    replacement: after.slice(start, after.length - end),
  };
}
