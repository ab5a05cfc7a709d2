/** fast-check generators of JSON5 documents that look as people write them, and as nobody would. */
import fc from "fast-check";

/** White space and comments between two tokens. */
const gap = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("", " ", "\n", "\n  ", "\r\n\t", "  ") },
  {
    weight: 2,
    arbitrary: fc.constantFrom(" // note, with { and }\n", "\n  // CLAUDE_AI_SESSION_KEY: 'no'\n  "),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom("/* a */", " /* two\n lines */ ", "/* two\r\n lines */", "/***/\r\n"),
  },
  { weight: 1, arbitrary: fc.constantFrom("\v", "\f", "\u00a0", "\ufeff", "\u2028", "\u3000") },
);

const word = fc.constantFrom("a", "b", "gateway", "mode", "agents", "$x", "_y", "ünï", "vars", "env");

const quotedString = fc.oneof(
  fc.string({ maxLength: 8 }).map((text) => JSON.stringify(text)),
  fc.constantFrom(
    `'it''s'`.replace("''", "\\'"),
    `'say "hi"'`,
    `"don't"`,
    `"\\x41\\u0042\\\n"`,
    `'// no comment'`,
    `'a\\\r\nb'`,
    `"{"`,
    `'\\0'`,
  ),
);

const scalar = fc.oneof(
  quotedString,
  fc.constantFrom(
    "true",
    "false",
    "null",
    "0",
    "-1",
    "+2",
    "0x1F",
    "5.",
    ".5",
    "1e3",
    "Infinity",
    "-Infinity",
    "NaN",
  ),
);

const name = fc.oneof(
  word,
  word.map((text) => `'${text}'`),
  word.map((text) => `"${text}"`),
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

const keyName = fc.constantFrom(
  "CLAUDE_AI_SESSION_KEY",
  `"CLAUDE_AI_SESSION_KEY"`,
  `'CLAUDE_AI_SESSION_KEY'`,
);
const oldKey = fc.constantFrom(`"sk-ant-sid01-old"`, `'sk-ant-sid01-old'`, "null", `""`);

const varsObject = (withKey: boolean) =>
  listOf("{", "}", fc.oneof(member(scalar), ...(withKey ? [member(oldKey, keyName)] : [])));

const envObject = (withKey: boolean) =>
  listOf(
    "{",
    "}",
    fc.oneof(
      member(anyValue, fc.constantFrom("shellEnv", `"other"`)),
      member(varsObject(withKey), fc.constantFrom("vars", `"vars"`, `'vars'`)),
    ),
  );

const configObject = (withKey: boolean) =>
  listOf(
    "{",
    "}",
    fc.oneof(
      { weight: 2, arbitrary: member(anyValue, name) },
      { weight: 1, arbitrary: member(envObject(withKey), fc.constantFrom("env", `"env"`, `'env'`)) },
    ),
  );

/** A whole document with an object at its root, and `env` and `vars` in it or not. */
export const configText = ({ withKey }: { withKey: boolean }): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom("", "\ufeff", "// head\n", "/* head */\r\n"),
      configObject(withKey),
      fc.constantFrom("", "\n", "\r\n", "\n// tail\n", " "),
    )
    .map((parts) => parts.join(""));
