import fc from "fast-check";
import JSON5 from "json5";
import { describe, expect, it } from "vitest";
import {
  newConfig,
  readFromConfig,
  removeFromConfig,
  setInConfig,
  type ConfigEdits,
} from "../../../../src/core/config/json5.ts";
import { isObject } from "../../../../src/core/config/json5-values.ts";
import { applyEdits } from "../../../../src/core/config/edit.ts";
import { configText } from "./json5-documents.ts";

const KEY = `sk-ant-sid01-${"k".repeat(100)}`;
const RUNS = Number(process.env["CLAWKEY_RUNS"] ?? 10_000);

function edited(text: string, result: ConfigEdits): string {
  if (!result.ok) throw new Error(`refused: ${result.code} for ${JSON.stringify(text)}`);
  return applyEdits(text, result.edits);
}

const set = (text: string) => edited(text, setInConfig(text, KEY));
const remove = (text: string) => edited(text, removeFromConfig(text));

describe("setInConfig", () => {
  it.each([
    ["{}", `{ "env": {"vars": {"CLAUDE_AI_SESSION_KEY": "${KEY}"}} }`],
    ["{ a: 1 }", `{ a: 1, env: {vars: {CLAUDE_AI_SESSION_KEY: "${KEY}"}} }`],
    ["{a: 'x',}", `{a: 'x', env: {vars: {CLAUDE_AI_SESSION_KEY: '${KEY}'}},}`],
    [
      "{\n  // mine\n  gateway: { mode: 'local' }, // keep\n}\n",
      `{\n  // mine\n  gateway: { mode: 'local' }, // keep\n  env: {\n    vars: {\n      CLAUDE_AI_SESSION_KEY: '${KEY}',\n    },\n  },\n}\n`,
    ],
    [
      '{\r\n\t"a": 1 // one\r\n}',
      `{\r\n\t"a": 1, // one\r\n\t"env": {\r\n\t\t"vars": {\r\n\t\t\t"CLAUDE_AI_SESSION_KEY": "${KEY}"\r\n\t\t}\r\n\t}\r\n}`,
    ],
    [
      "{env: {vars: {CLAUDE_AI_SESSION_KEY: 'old', b: 1}}}",
      `{env: {vars: {CLAUDE_AI_SESSION_KEY: '${KEY}', b: 1}}}`,
    ],
    ["{env: {vars: {}}}", `{env: {vars: { CLAUDE_AI_SESSION_KEY: "${KEY}" }}}`],
    ["{ null: 1, true: 2 }", `{ null: 1, true: 2, env: {vars: {CLAUDE_AI_SESSION_KEY: "${KEY}"}} }`],
    [
      "{env: {a: 1}, env: {vars: {b: '2'}}}",
      `{env: {a: 1}, env: {vars: {b: '2', CLAUDE_AI_SESSION_KEY: '${KEY}'}}}`,
    ],
  ])("turns %j into what a person would have written", (before, after) => {
    expect(set(before)).toBe(after);
  });

  it("changes nothing where the value is there already", () => {
    expect(setInConfig(set("{ a: 1 }"), KEY)).toEqual({ ok: true, edits: [] });
  });

  it.each([
    ["{ a: ", { code: "config_unparsable", line: 1, column: 6 }],
    ["{\n  a: 1\n  b: 2\n}", { code: "config_unparsable", line: 3, column: 3 }],
    ["", { code: "config_unparsable" }],
    ["// only a comment\n", { code: "config_unparsable" }],
    ["[1]", { code: "config_root_not_object" }],
    ['"text"', { code: "config_root_not_object" }],
    ["null", { code: "config_root_not_object" }],
    ["{ env: 'text' }", { code: "config_env_not_object" }],
    ["{ env: null }", { code: "config_env_not_object" }],
    ["{ env: { vars: [] } }", { code: "config_vars_not_object" }],
    ["{ a: +.5 }", { code: "config_unsupported" }],
    ["{ env: 'text', b: }", { code: "config_unparsable" }],
    ["{ b: {c d} }", { code: "config_unparsable" }],
  ])("refuses %j and says why", (text, problem) => {
    expect(setInConfig(text, KEY)).toMatchObject({ ok: false, ...problem });
    expect(removeFromConfig(text)).toMatchObject({ ok: false, ...problem });
  });
});

describe("removeFromConfig", () => {
  it("leaves an empty object of a file that it made itself", () => {
    expect(remove(newConfig(KEY))).toBe("{}\n");
  });

  it.each([
    ["{env: {vars: {CLAUDE_AI_SESSION_KEY: 'x', b: 1}}}", "{env: {vars: { b: 1}}}"],
    [
      "{env: {vars: {\n  CLAUDE_AI_SESSION_KEY: 'x', // why\n  b: 1\n}}}",
      "{env: {vars: {\n   // why\n  b: 1\n}}}",
    ],
    ["{env: {vars: {\n  CLAUDE_AI_SESSION_KEY: 'x',\n  b: 1\n}}}", "{env: {vars: {\n  b: 1\n}}}"],
    ["{env: {vars: {CLAUDE_AI_SESSION_KEY: 1, CLAUDE_AI_SESSION_KEY: 'x'}}}", "{env: {vars: { }}}"],
  ])("takes the member alone out of %j", (before, after) => {
    expect(remove(before)).toBe(after);
  });
});

describe("readFromConfig", () => {
  it("tells the value under vars from the one directly under env", () => {
    const text = "{ env: { CLAUDE_AI_SESSION_KEY: 'flat', vars: { CLAUDE_AI_SESSION_KEY: 'vars' } } }";
    expect(readFromConfig(text)).toEqual({ ok: true, vars: "vars", flat: "flat" });
    expect(readFromConfig("{ env: { vars: { CLAUDE_AI_SESSION_KEY: 5 } } }")).toEqual({
      ok: true,
      vars: undefined,
      flat: undefined,
    });
  });
});

describe("An $include", () => {
  const at = (line: number, column: number, file?: string) => ({ line, column, file });

  it.each<[string, ReturnType<typeof at> | undefined]>([
    ["{ $include: './base.json5' }", at(1, 3, "./base.json5")],
    ["{\n  a: 1,\n  env: { $include: 'env.json5' },\n}", at(3, 10, "env.json5")],
    ["{ env: { vars: { $include: 'a', b: '1' } } }", at(1, 18, "a")],
    [String.raw`{ env: { "\u0024include": 'e\u006ev' } }`, at(1, 10, "env")],
    ["{ env: { $include: ['a'] } }", at(1, 10)],
    ["{ env: { $include: 5 } }", at(1, 10)],
    ["{ $include: 'a', env: { $include: 'b' } }", at(1, 25)],
    ["{ $include: 'a', env: { vars: {} } }", at(1, 3, "a")],
    ["{ $include: 'a', env: null }", undefined],
    ["{ env: { $include: 'a', vars: null } }", undefined],
    ["{ agents: { $include: 'a' } }", undefined],
    ["{ a: '$include' }", undefined],
  ])("that may bring the variable in is found with its place: %s", (text, include) => {
    expect(readFromConfig(text)).toMatchObject({ ok: true, include });
  });

  it.each<[string, number]>([
    ["{ env: { $include: 'a' } }", 10],
    ["{ env: { a: 1, $include: 'a', vars: { CLAUDE_AI_SESSION_KEY: 'x' } } }", 16],
    ["{ env: { vars: { $include: 'a' } } }", 18],
    ["{ $include: 'a', env: { $include: 'b', vars: { $include: 'c' } } }", 48],
  ])("in env or env.vars keeps from editing: %s", (text, column) => {
    const refusal = { ok: false, code: "config_included", line: 1, column };
    expect(setInConfig(text, KEY)).toEqual(refusal);
    expect(removeFromConfig(text)).toEqual(refusal);
  });

  it.each([
    ["{ $include: 'a' }", `{ $include: 'a', env: {vars: {CLAUDE_AI_SESSION_KEY: '${KEY}'}} }`],
    ["{ $include: 'a', env: {} }", `{ $include: 'a', env: { vars: {CLAUDE_AI_SESSION_KEY: '${KEY}'} } }`],
  ])("at the root is left where it stands, since an env beside it wins: %s", (before, after) => {
    expect(set(before)).toBe(after);
    expect(remove(after)).toBe(before);
  });
});

describe(`${RUNS.toLocaleString("en")} generated documents`, () => {
  it("are edited in exactly one value or refused, and a second run changes nothing", () => {
    const refusals = new Map<string, number>();
    fc.assert(
      fc.property(configText({ withKey: true }), (text) => {
        const before: unknown = JSON5.parse(text);
        const result = setInConfig(text, KEY);
        if (!result.ok) {
          refusals.set(result.code, (refusals.get(result.code) ?? 0) + 1);
          return;
        }
        const after = applyEdits(text, result.edits);
        expect(withoutOurKey(JSON5.parse(after))).toEqual(withoutOurKey(before));
        expect(readFromConfig(after)).toMatchObject({ vars: KEY });
        expect(setInConfig(after, KEY)).toEqual({ ok: true, edits: [] });
        // No comment is lost or moved past another: they still stand in the same order.
        expect(comments(after)).toEqual(comments(text));
        const gone = edited(after, removeFromConfig(after));
        expect(readFromConfig(gone)).toMatchObject({ vars: undefined });
        expect(isSubsequence(comments(gone), comments(text))).toBe(true);
      }),
      { numRuns: RUNS },
    );
    console.log(`documents: ${RUNS}, refused:`, Object.fromEntries(refusals));
    expect([...refusals.keys()].filter((code) => code === "config_unparsable")).toEqual([]);
    expect(refusals.get("config_unsupported") ?? 0).toBeLessThan(RUNS / 50);
  }, 300_000);

  it("come back byte for byte when the key that was set is removed", () => {
    fc.assert(
      fc.property(configText({ withKey: false }), (text) => {
        const result = setInConfig(text, KEY);
        fc.pre(result.ok);
        const after = edited(text, result);
        expect(edited(after, removeFromConfig(after))).toBe(text);
      }),
      { numRuns: RUNS },
    );
  }, 300_000);
});

/** Without `env` and `vars` either, where they held nothing else. */
function withoutOurKey(config: unknown): unknown {
  const copy = structuredClone(config) as Record<string, unknown>;
  dropAt(copy, ["env", "vars", "CLAUDE_AI_SESSION_KEY"]);
  return copy;
}

function dropAt(object: Record<string, unknown>, [name, ...inner]: string[]): void {
  const inside = object[name!];
  if (inner.length > 0) {
    if (!isObject(inside)) return;
    dropAt(inside, inner);
    if (Object.keys(inside).length > 0) return;
  }
  delete object[name!];
}

/** A comment inside the removed member goes with it; all others stay, in their order. */
function isSubsequence(part: string[], whole: string[]): boolean {
  const rest = whole[Symbol.iterator]();
  return part.every((item) => rest.some((other) => other === item));
}

function comments(text: string): string[] {
  const tokens = /"(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*'|\/\/[^\r\n\u2028\u2029]*|\/\*[^]*?\*\//g;
  return (text.match(tokens) ?? []).filter((token) => token.startsWith("/"));
}

describe("A name with white space around it, which OpenClaw trims,", () => {
  const spaced = '{ env: { vars: { " CLAUDE_AI_SESSION_KEY ": "spaced" } } }';
  const both = '{ env: { vars: { CLAUDE_AI_SESSION_KEY: "plain", " CLAUDE_AI_SESSION_KEY ": "spaced" } } }';

  it.each([spaced, both])("is read as the variable, the last of several: %s", (text) => {
    expect(readFromConfig(text)).toMatchObject({ vars: "spaced" });
  });

  it.each([spaced, both])("keeps from editing: %s", (text) => {
    expect(setInConfig(text, "new")).toMatchObject({ ok: false, code: "config_unsupported" });
    expect(removeFromConfig(text)).toMatchObject({ ok: false, code: "config_unsupported" });
  });
});
