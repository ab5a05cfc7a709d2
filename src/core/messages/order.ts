/** Where letters from right to left stand in a text: what is written from left to right beside them keeps its order. */

const MARK = "\u200E";
/** From left to right, up to the closing one, whatever stands between them. */
const [ISOLATE, END] = ["\u2066", "\u2069"];

/** Hebrew and Arabic, with their signs. */
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/;

/** Where no space is written between words and a path: in Chinese, Japanese and Korean, and within quotes. */
const BESIDE = String.raw`\s\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\uFF00-\uFFEF«»“”„‘’`;

/** A path with letters from right to left in it. */
const MIXED_PATH = new RegExp(
  String.raw`(?<=^|[(${BESIDE}])(?:~|[a-z]:)?[\\/][^${BESIDE}]*[\u0590-\u08FF][^${BESIDE}]*(?<![.,:;…)\u060C\u061B])`,
  "giu",
);

/** What stands together, without a space, in letters and signs that know no other direction. */
const TOGETHER = /[^\s\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u200E\u2066\u2069]+/g;
/** What follows such letters keeps its order by itself: in the middle of a command no mark would be copied along. */
const FOLLOWS_LETTERS = /[a-z](?:[^\s\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]*[a-z0-9])? $/i;
/** Brackets and quotes may stand before it. */
const BEGINS_WITH_SIGN = /^(["'([«]*)(?=[^\p{L}\p{N}"'([«].*[a-z])/iu;
/** Behind letters from right to left the sign would go to the number's other side. */
const PERCENT = /(?<=(?:^|[\s(])[\d.,]+)%(?![^\s.,:;!?)\u060C\u061B])/g;
/** Behind it may follow what ends a sentence. */
const ENDS_WITH_SIGN = /^(.*[a-z].*[-/\\~%*_+=])([.,:;!?)]*)$/iu;

/**
 * A sign has no direction of its own: in words from right to left that of `~/.openclaw` or `--show` would move to its
 * other end. A mark that nobody sees holds it. It stands before a command or a path, where copying either leaves it
 * out, and behind only what ends with a sign.
 */
export function keepOrder(text: string): string {
  return text.split("\n").map(keepInLine).join("\n");
}

function keepInLine(line: string): string {
  if (!RIGHT_TO_LEFT.test(line)) return line;
  // Every second part is such a path.
  const parts = line
    .replaceAll(MIXED_PATH, (path) => `${ISOLATE}${path}${END}`)
    .split(/(\u2066[^\u2069]*\u2069)/);
  return parts
    .map((part, at) =>
      at % 2 === 1 ? part : part.replaceAll(PERCENT, `${MARK}%${MARK}`).replaceAll(TOGETHER, withMarks),
    )
    .join("");
}

function withMarks(together: string, at: number, part: string): string {
  const held = together.replace(ENDS_WITH_SIGN, `$1${MARK}$2`);
  return FOLLOWS_LETTERS.test(part.slice(0, at)) ? held : held.replace(BEGINS_WITH_SIGN, `$1${MARK}`);
}
