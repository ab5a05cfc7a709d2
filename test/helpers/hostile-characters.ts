/** What a terminal or a page would obey or hide, one of each kind, and the ends of each range. */

const RANGES: readonly [what: string, first: number, last?: number][] = [
  ["a control character", 0x00, 0x1f],
  ["DEL", 0x7f],
  ["a control character of the upper half", 0x80, 0x9f],
  ["a soft hyphen", 0xad],
  ["a mark of Arabic's direction", 0x61c],
  ["a vowel separator without width", 0x180e],
  ["a space or mark without width", 0x200b, 0x200f],
  ["a separator of lines or paragraphs", 0x2028, 0x2029],
  ["an override of the direction", 0x202a, 0x202e],
  ["an operator without width", 0x2060, 0x2064],
  ["an isolate of the direction", 0x2066, 0x2069],
  ["a deprecated format", 0x206a, 0x206f],
  ["a letter that fills nothing", 0x3164],
  ["a byte order mark", 0xfeff],
  ["a mark around a note", 0xfff9, 0xfffb],
  ["half of a character", 0xd800],
  ["a tag", 0xe0001],
  ["a tag's letter", 0xe0020, 0xe007f],
];

export const HOSTILE_CHARACTERS: readonly [name: string, character: string][] = RANGES.flatMap(
  ([what, first, last = first]) =>
    Array.from({ length: last - first + 1 }, (_, i): [string, string] => {
      const code = first + i;
      return [`${what}, U+${code.toString(16).toUpperCase().padStart(4, "0")}`, String.fromCodePoint(code)];
    }),
);
