import { Console } from "node:console";
import { createHash } from "node:crypto";
import { PassThrough } from "node:stream";
import { format, inspect } from "node:util";
import { serialize } from "node:v8";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SessionKey } from "../../../../src/core/claude/session-key.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey, WRONG_SECRETS } from "../../../helpers/keys.ts";

const RUNS = 10_000;
const SHAPE = /^sk-ant-[A-Za-z0-9_-]{20,512}$/;

/** What a shell, dotenv, JSON5, a cookie header or a terminal would read as more than a letter. */
const FORBIDDEN = Array.from("\r\n\0\"'`#$ \\;={\t\u00e9\u2028");

const key = sessionKey(KEY_TEXT);

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
    expect(sessionKey(text).reveal()).toBe(text);
  });

  it.each(["\n", "\r\n", " \t", "\ufeff"])("drops %j around a key", (space) => {
    expect(sessionKey(space + KEY_TEXT + space).reveal()).toBe(KEY_TEXT);
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
    ["no text", undefined],
    ["a list", [KEY_TEXT]],
    ["an object that prints as a key", { toString: () => KEY_TEXT }],
  ])("refuses %s", (_, input) => {
    expect(SessionKey.parse(input)).toEqual({ ok: false, code: "key_malformed" });
  });

  it(`takes of ${RUNS.toLocaleString("en")} hostile strings those of the one shape and of no other kind`, () => {
    const kinds = ["", "session-", "sid01-", "sid02-", "oat01-", "api03-", "admin01-"];
    const prefix = fc.constantFrom("", ...kinds.map((kind) => `sk-ant-${kind}`));
    const space = fc.constantFrom("", " ", "\n", "\r\n", "\t", "\0", "\ufeff");
    const plain = fc.stringMatching(/^[a-cX-Z019_-]{15,520}$/);
    const noise = fc.oneof(
      plain,
      fc.string({ unit: "binary", maxLength: 60 }),
      fc.constantFrom(...FORBIDDEN),
    );
    const hostile = fc.tuple(space, prefix, noise, noise, space).map((parts) => parts.join(""));
    let accepted = 0;
    const holds = fc.property(hostile, (text) => {
      const result = SessionKey.parse(text);
      if (!result.ok) return;
      accepted++;
      const value = result.key.reveal();
      expect(value).toBe(text.trim());
      expect(value).toMatch(SHAPE);
      expect(value).not.toMatch(/^sk-ant-(oat|api|admin)/);
      expect(FORBIDDEN.filter((character) => value.includes(character))).toEqual([]);
    });
    fc.assert(holds, { numRuns: RUNS });
    expect(accepted).toBeGreaterThan(RUNS / 100);
  });

  it.each(FORBIDDEN)("refuses a key with %j anywhere inside", (character) => {
    for (let index = 1; index < KEY_TEXT.length; index++)
      expect(SessionKey.parse(KEY_TEXT.slice(0, index) + character + KEY_TEXT.slice(index)).ok).toBe(false);
  });
});

/** A key that is printed, logged, stored or sent by mistake. */
describe("A session key shows nothing of itself", () => {
  it.each<[how: string, printed: () => string]>([
    ["as a string", () => String(key)],
    // oxlint-disable-next-line typescript/restrict-template-expressions -- the mistake that is tested
    ["in a template", () => `key: ${key}`],
    // oxlint-disable-next-line typescript/restrict-plus-operands -- the mistake that is tested
    ["joined to a string", () => "key: " + key],
    ["as JSON", () => JSON.stringify({ session: { key } })],
    ["inspected", () => inspect({ session: { key } }, { depth: null })],
    ["inspected without its own printer", () => inspect(key, { customInspect: false, showHidden: true })],
    ["formatted", () => format("%s %o %O %j %d", key, key, key, key, key)],
    ["on the console", () => onConsole((console) => console.log("key", key, { key }))],
    ["on the console as a table", () => onConsole((console) => console.table([{ key }]))],
    ["in an error's text", () => inspect(new Error(`failed for ${String(key)}`))],
    ["as an error's cause", () => inspect(new Error("failed", { cause: key }))],
    ["as its own properties", () => inspect(Object.getOwnPropertyDescriptors(key))],
    ["copied into an object", () => inspect(Object.assign({}, key))],
    ["cloned, as between pages", () => inspect(structuredClone(key), { showHidden: true })],
    ["serialized, as in storage", () => serialize(key).toString("latin1")],
  ])("%s", (_, printed) => {
    expect(printed()).not.toMatch(/sk-ant|canary|AAAA/);
  });

  it.each([
    [KEY_TEXT, "sk-ant-sid01-••••AAAA"],
    [OTHER_KEY_TEXT, "sk-ant-sid02-••••BBBB"],
    [`sk-ant-other-${"x".repeat(40)}-CCCC`, "sk-ant-••••CCCC"],
  ])("masked, but for its kind and its last four characters: %s", (text, masked) => {
    expect(sessionKey(text).masked).toBe(masked);
  });
});

it("A key is the same as another where its text is", () => {
  expect(sessionKey(KEY_TEXT).equals(sessionKey(` ${KEY_TEXT}\n`))).toBe(true);
  expect(sessionKey(KEY_TEXT).equals(sessionKey(OTHER_KEY_TEXT))).toBe(false);
});

it("A fingerprint is the start of a salted SHA-256, another one for each salt and key", async () => {
  const salt = "0123456789abcdef0123456789abcdef";
  const expected = createHash("sha256").update(`${salt}:${KEY_TEXT}`).digest("hex").slice(0, 32);
  await expect(key.fingerprint(salt)).resolves.toBe(expected);
  await expect(sessionKey(` ${KEY_TEXT}\n`).fingerprint(salt)).resolves.toBe(expected);
  await expect(key.fingerprint(salt.replace("0", "1"))).resolves.not.toBe(expected);
  await expect(sessionKey(OTHER_KEY_TEXT).fingerprint(salt)).resolves.not.toBe(expected);
});

function onConsole(print: (console: Console) => void): string {
  const stdout = new PassThrough();
  print(new Console({ stdout, stderr: stdout }));
  return String(stdout.read());
}
