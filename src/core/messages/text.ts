/** Words that claude.ai chose: of a length that fits, in one line, and without what would turn a sentence around. */
export function foreignWords(text: string, maxLength: number): string {
  // A megabyte of it must cost no more than its beginning.
  const line = text
    .slice(0, maxLength * 8)
    .replaceAll(/[\p{C}\s]+/gu, " ")
    .trim();
  const characters = Array.from(line);
  return characters.length <= maxLength ? line : `${characters.slice(0, maxLength - 1).join("")}…`;
}
