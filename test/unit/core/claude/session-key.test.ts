import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SessionKey } from "../../../../src/core/claude/session-key.ts";
import { KEY_TEXT, WRONG_SECRETS } from "../../../helpers/keys.ts";

const RUNS = 10_000;
const SHAPE = /^sk-ant-[A-Za-z0-9_-]{20,512}$/;

/** What a shell, dotenv, JSON5, a cookie header or a terminal would read as more than a letter. */
const FORBIDDEN = [
  "\r",
  "\n",
  "\0",
  '"',
  "'",
  "`",
  "#",
  "$",
  " ",
  "\\",
  ";",
  "=",
  "{",
  "\t",
  "\u00e9",
  "\u2028",
];

describe("SessionKey.parse", () => {
  it.each([
    ["of the first kind", `sk-ant-sid01-${"a".repeat(100)}`],
    ["of the second kind", `sk-ant-sid02-${"Z9_-".repeat(25)}`],
    ["of a kind still to come", `sk-ant-sid03-${"a".repeat(100)}`],
    ["of a prefix still to come", `sk-ant-session-${"a".repeat(100)}`],
    ["with another kind's prefix inside", `sk-ant-sid01-sk-ant-oat01-${"a".repeat(80)}`],
    ["of the least length", `sk-ant-${"a".repeat(20)}`],
    ["of the greatest length", `sk-ant-${"a".repeat(512)}`],
  ])("accepts a key %s", (_, text) => {
    expect(revealed(text)).toBe(text);
  });

  it.each([["\n"], ["\r\n"], [" \t"], ["\ufeff"]])("drops %j around a key", (space) => {
    expect(revealed(space + KEY_TEXT + space)).toBe(KEY_TEXT);
  });

  it.each(WRONG_SECRETS)("refuses %s in its own words, white space around it or not", (_, text, code) => {
    expect(SessionKey.parse(text)).toEqual({ ok: false, code });
    expect(SessionKey.parse(`\n ${text} \n`)).toEqual({ ok: false, code });
  });

  it.each([
    ["nothing", ""],
    ["white space", " \n"],
    ["the prefix alone", "sk-ant-"],
    ["one character too few", `sk-ant-${"a".repeat(19)}`],
    ["one character too many", `sk-ant-${"a".repeat(513)}`],
    ["another case", KEY_TEXT.toUpperCase()],
    ["a cookie with its name", `sessionKey=${KEY_TEXT}`],
    ["a .env line", `CLAUDE_AI_SESSION_KEY=${KEY_TEXT}`],
    ["a quoted key", `"${KEY_TEXT}"`],
    ["two keys", `${KEY_TEXT}\n${KEY_TEXT}`],
    ["undefined", undefined],
    ["null", null],
    ["a number", 5],
    ["a list", [KEY_TEXT]],
    ["an object that prints as a key", { toString: () => KEY_TEXT }],
  ])("refuses %s", (_, input) => {
    expect(SessionKey.parse(input)).toEqual({ ok: false, code: "key_malformed" });
  });
});

describe(`${RUNS.toLocaleString("en")} hostile strings`, () => {
  const prefix = fc.constantFrom(
    "",
    "sk-ant-",
    "sk-ant-sid01-",
    "sk-ant-sid02-",
    "sk-ant-oat01-",
    "sk-ant-api03-",
    "sk-ant-admin01-",
  );
  const space = fc.constantFrom("", " ", "\n", "\r\n", "\t", "\0", "\ufeff");
  const plain = fc.stringMatching(/^[a-cX-Z019_-]{15,520}$/);
  const noise = fc.oneof(plain, fc.string({ unit: "binary", maxLength: 60 }), fc.constantFrom(...FORBIDDEN));
  const hostile = fc.tuple(space, prefix, noise, noise, space).map((parts) => parts.join(""));

  it("are refused, or are a key of the one shape and of no other kind", () => {
    let accepted = 0;
    fc.assert(
      fc.property(hostile, (text) => {
        const result = SessionKey.parse(text);
        if (!result.ok) return;
        accepted++;
        const value = result.key.reveal();
        expect(value).toBe(text.trim());
        expect(value).toMatch(SHAPE);
        expect(value).not.toMatch(/^sk-ant-(oat|api|admin)/);
        expect(FORBIDDEN.filter((character) => value.includes(character))).toEqual([]);
      }),
      { numRuns: RUNS },
    );
    expect(accepted).toBeGreaterThan(RUNS / 100);
  });

  it("with one forbidden character anywhere inside a key are refused", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: KEY_TEXT.length - 1 }),
        fc.constantFrom(...FORBIDDEN),
        (index, character) => {
          const text = KEY_TEXT.slice(0, index) + character + KEY_TEXT.slice(index);
          expect(SessionKey.parse(text).ok).toBe(false);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

function revealed(text: string): string | undefined {
  const result = SessionKey.parse(text);
  return result.ok ? result.key.reveal() : undefined;
}
