/** fast-check generators of both files' texts as people write them, and as nobody would; and what a test does with one. */
import fc from "fast-check";
import type { Result } from "../../../../src/core/messages/failures.ts";

export const KEY = `sk-ant-sid01-${"k".repeat(100)}`;
export const NAME = "CLAUDE_AI_SESSION_KEY";
export const RUNS = Number(process.env["CLAWKEY_RUNS"] ?? 10_000);

/** The text that an editor made. */
export function edited(result: Result<{ text: string }>): string {
  if (!result.ok) throw new Error(`refused: ${result.code}`);
  return result.text;
}

const GAPS = ["", "", "", " ", "\n", "\n  ", "\r\n\t", "  "];
const COMMENTS = [" // note, with { and }\n", `\n  // ${NAME}: 'no'\n  `, "/* a */", " /* two\n lines */ "];
const CRLF_COMMENTS = ["/* two\r\n lines */", "/***/\r\n"];
const RARE_SPACE = ["\v", "\f", "\u00a0", "\ufeff", "\u2028", "\u3000"];

/** White space and comments between two tokens. */
const gap = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...GAPS) },
  { weight: 4, arbitrary: fc.constantFrom(...COMMENTS, ...CRLF_COMMENTS) },
  { weight: 1, arbitrary: fc.constantFrom(...RARE_SPACE) },
);

const STRINGS = [
  `'it\\'s'`,
  `'say "hi"'`,
  `"don't"`,
  `"\\x41\\u0042\\\n"`,
  `'// no comment'`,
  `'a\\\r\nb'`,
  `"{"`,
  `'\\0'`,
];
const NUMBERS = ["0", "-1", "+2", "0x1F", "5.", ".5", "1e3", "Infinity", "-Infinity", "NaN"];
const scalar = fc.oneof(
  fc.string({ maxLength: 8 }).map((text) => JSON.stringify(text)),
  fc.constantFrom(...STRINGS),
  fc.constantFrom("true", "false", "null", ...NUMBERS),
);

const quotedOrBare = (...words: string[]) =>
  fc.constantFrom(...words.flatMap((word) => [word, `'${word}'`, `"${word}"`]));

const name = fc.oneof(
  quotedOrBare("a", "b", "gateway", "mode", "agents", "$x", "_y", "ünï", "vars", "env"),
  fc.constantFrom(`"__proto__"`, "\\u0061b", `"with space"`, `""`),
);

function listOf(open: string, close: string, item: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(fc.tuple(gap, item, gap), { maxLength: 4 }), gap, fc.boolean())
    .map(([items, inside, trailing]) => {
      if (items.length === 0) return open + inside + close;
      const body = items.map((parts) => parts.join("")).join(",");
      return open + body + (trailing ? `,${inside}` : "") + close;
    });
}

const member = (value: fc.Arbitrary<string>, names = name) =>
  fc.tuple(names, gap, gap, value).map(([label, before, after, text]) => `${label}${before}:${after}${text}`);

const { value: anyValue } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    listOf("{", "}", member(tie("value"))),
    listOf("[", "]", tie("value")),
  ),
}));

const oldKey = fc.constantFrom(`"sk-ant-sid01-old"`, `'sk-ant-sid01-old'`, "null", `""`);

const varsObject = (withKey: boolean) =>
  listOf("{", "}", fc.oneof(member(scalar), ...(withKey ? [member(oldKey, quotedOrBare(NAME))] : [])));

const envObject = (withKey: boolean) =>
  listOf(
    "{",
    "}",
    fc.oneof(
      member(anyValue, fc.constantFrom("shellEnv", `"other"`)),
      member(varsObject(withKey), quotedOrBare("vars")),
    ),
  );

/** A whole document with an object at its root, and `env` and `vars` in it or not. */
export function configText({ withKey }: { withKey: boolean }): fc.Arbitrary<string> {
  const env = member(envObject(withKey), quotedOrBare("env"));
  const root = listOf("{", "}", fc.oneof({ weight: 2, arbitrary: member(anyValue) }, env));
  const head = fc.constantFrom("", "\ufeff", "// head\n", "/* head */\r\n");
  const tail = fc.constantFrom("", "\n", "\r\n", "\n// tail\n", " ");
  return fc.tuple(head, root, tail).map((parts) => parts.join(""));
}

const DOTENV_LINES = [
  "A=1",
  "export B=two",
  "C: three",
  "# comment",
  "",
  "  ",
  "G=un#hash",
  "H=",
  "K=a=b",
  "bad line",
];
const QUOTED_LINES = ["D='single # quoted'", 'E="two\nlines"', "F=`tick`", 'I="open', "J='it"];
const NEAR_LINES = [`X="\n${NAME}=inside\n"`, `# ${NAME}=commented`, `${NAME}_OLD=1`, `NOT_${NAME}=1`];
const KEY_LINES = [
  `${NAME}=old`,
  `export ${NAME}="old"`,
  `${NAME}: old`,
  `  ${NAME} = 'old' # c`,
  `${NAME}=`,
];

/** A whole `.env` file. */
export function dotenvText({ withKey }: { withKey: boolean }): fc.Arbitrary<string> {
  const noise = fc.string({
    maxLength: 12,
    unit: fc.constantFrom("A", "=", " ", "'", '"', "#", "\\", "$", "`", ":", "é", "\t"),
  });
  const line = fc.oneof(fc.constantFrom(...DOTENV_LINES, ...QUOTED_LINES, ...NEAR_LINES), noise);
  const lines = fc.oneof({ weight: 4, arbitrary: line }, fc.constantFrom(...KEY_LINES));
  const ended = fc.tuple(withKey ? lines : line, fc.constantFrom("\n", "\r\n", "\n\n", "\r"));
  return fc
    .tuple(fc.constantFrom("", "\ufeff"), fc.array(ended, { maxLength: 8 }), fc.boolean())
    .map(([head, body, isEnded]) => {
      const text = head + body.map((parts) => parts.join("")).join("");
      return isEnded ? text : text.replace(/[\r\n]+$/, "");
    });
}
