/** A key that is printed, logged, stored or sent by mistake shows nothing of itself. */
import { Console } from "node:console";
import { createHash } from "node:crypto";
import { PassThrough } from "node:stream";
import { format, inspect } from "node:util";
import { serialize } from "node:v8";
import { describe, expect, it } from "vitest";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";

const key = sessionKey(KEY_TEXT);

describe("A session key shows nothing of itself", () => {
  it.each<[way: string, printed: () => string]>([
    ["as a string", () => String(key)],
    // oxlint-disable-next-line typescript/restrict-template-expressions -- the mistake that is tested
    ["in a template", () => `key: ${key}`],
    // oxlint-disable-next-line typescript/restrict-plus-operands -- the mistake that is tested
    ["joined to a string", () => "key: " + key],
    ["as JSON", () => JSON.stringify(key)],
    ["as JSON inside an object", () => JSON.stringify({ session: { key } })],
    ["inspected", () => inspect(key)],
    ["inspected inside an object", () => inspect({ session: { key } }, { depth: null })],
    ["inspected without its own printer", () => inspect(key, { customInspect: false, showHidden: true })],
    ["formatted", () => format("%s %o %O %j %d", key, key, key, key, key)],
    ["on the console", () => onConsole((console) => console.log("key", key, { key }))],
    ["on the console as a tree", () => onConsole((console) => console.dir(key, { showHidden: true }))],
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
});

describe("SessionKey.masked", () => {
  it.each([
    [KEY_TEXT, "sk-ant-sid01-••••AAAA"],
    [OTHER_KEY_TEXT, "sk-ant-sid02-••••BBBB"],
    [`sk-ant-other-${"x".repeat(40)}-CCCC`, "sk-ant-••••CCCC"],
  ])("shows of %s the kind and the last four characters", (text, masked) => {
    expect(sessionKey(text).masked).toBe(masked);
  });
});

describe("SessionKey.fingerprint", () => {
  const salt = "0123456789abcdef0123456789abcdef";

  it("is the start of a salted SHA-256, in the extension and in the companion", async () => {
    const expected = createHash("sha256").update(`${salt}:${KEY_TEXT}`).digest("hex").slice(0, 32);
    await expect(key.fingerprint(salt)).resolves.toBe(expected);
    await expect(sessionKey(` ${KEY_TEXT}\n`).fingerprint(salt)).resolves.toBe(expected);
  });

  it("is another one for another salt and for another key", async () => {
    const prints = await Promise.all([
      key.fingerprint(salt),
      key.fingerprint(salt.replace("0", "1")),
      sessionKey(OTHER_KEY_TEXT).fingerprint(salt),
    ]);
    expect(new Set(prints).size).toBe(3);
  });
});

function onConsole(print: (console: Console) => void): string {
  const stdout = new PassThrough();
  print(new Console({ stdout, stderr: stdout }));
  return String(stdout.read());
}
