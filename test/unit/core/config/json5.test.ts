import fc from "fast-check";
import JSON5 from "json5";
import { describe, expect, it } from "vitest";
import {
  newConfig,
  readFromConfig,
  removeFromConfig,
  setInConfig,
} from "../../../../src/core/config/json5.ts";
import type { FailureCode } from "../../../../src/core/messages/failures.ts";
import type { Detail } from "../../../../src/core/messages/messages.ts";
import { configText, edited, KEY, NAME, RUNS } from "./documents.ts";

const set = (text: string) => edited(setInConfig(text, KEY));
const remove = (text: string) => edited(removeFromConfig(text));

function expectRefused(text: string, code: FailureCode, detail?: Detail): void {
  const refusal = { ok: false, code, ...(detail && { detail }) };
  expect(setInConfig(text, KEY)).toEqual(refusal);
  expect(removeFromConfig(text)).toEqual(refusal);
}

it.each([
  ["{}", `{ "env": {"vars": {"${NAME}": "${KEY}"}} }`],
  ["{ a: 1 }", `{ a: 1, env: {vars: {${NAME}: "${KEY}"}} }`],
  ["{a: 'x',}", `{a: 'x', env: {vars: {${NAME}: '${KEY}'}},}`],
  [
    "{\n  // mine\n  gateway: { mode: 'local' }, // keep\n}\n",
    `{\n  // mine\n  gateway: { mode: 'local' }, // keep\n  env: {\n    vars: {\n      ${NAME}: '${KEY}',\n    },\n  },\n}\n`,
  ],
  [
    '{\r\n\t"a": 1 // one\r\n}',
    `{\r\n\t"a": 1, // one\r\n\t"env": {\r\n\t\t"vars": {\r\n\t\t\t"${NAME}": "${KEY}"\r\n\t\t}\r\n\t}\r\n}`,
  ],
  [`{env: {vars: {${NAME}: 'old', b: 1}}}`, `{env: {vars: {${NAME}: '${KEY}', b: 1}}}`],
  ["{env: {vars: {}}}", `{env: {vars: { ${NAME}: "${KEY}" }}}`],
  ["{ null: 1, true: 2 }", `{ null: 1, true: 2, env: {vars: {${NAME}: "${KEY}"}} }`],
  ["{env: {a: 1}, env: {vars: {b: '2'}}}", `{env: {a: 1}, env: {vars: {b: '2', ${NAME}: '${KEY}'}}}`],
  ["{ $include: 'a' }", `{ $include: 'a', env: {vars: {${NAME}: '${KEY}'}} }`],
  ["{ $include: 'a', env: {} }", `{ $include: 'a', env: { vars: {${NAME}: '${KEY}'} } }`],
])(
  "A key is set in %j as a person would have written it, and the second time nothing changes",
  (before, after) => {
    expect(set(before)).toBe(after);
    expect(set(after)).toBe(after);
    if (!before.includes(NAME)) expect(remove(after)).toBe(before);
  },
);

it.each<[string, FailureCode, Detail?]>([
  ["{ a: ", "config_unparsable", { line: 1, column: 6 }],
  ["{\n  a: 1\n  b: 2\n}", "config_unparsable", { line: 3, column: 3 }],
  ["", "config_unparsable", { line: 1, column: 1 }],
  ["// only a comment\n", "config_unparsable", { line: 2, column: 1 }],
  ["{ env: 'text', b: }", "config_unparsable", { line: 1, column: 19 }],
  ["{ b: {c d} }", "config_unparsable", { line: 1, column: 9 }],
  ["[1]", "config_root_not_object"],
  ['"text"', "config_root_not_object"],
  ["null", "config_root_not_object"],
  ["{ env: 'text' }", "config_env_not_object"],
  ["{ env: null }", "config_env_not_object"],
  ["{ env: { vars: [] } }", "config_vars_not_object"],
  ["{ a: +.5 }", "config_unsupported"],
  ["{ env: { $include: 'a' } }", "config_included", { line: 1, column: 10 }],
  ["{ env: { a: 1, $include: 'a', vars: {} } }", "config_included", { line: 1, column: 16 }],
  ["{ env: {\n vars: { $include: 'a' } } }", "config_included", { line: 2, column: 10 }],
  [
    "{ $include: 'a', env: { $include: 'b', vars: { $include: 'c' } } }",
    "config_included",
    { line: 1, column: 48 },
  ],
])("%j is refused, and why is said: %s", expectRefused);

it.each([
  [newConfig(KEY), "{}\n"],
  [`{env: {vars: {${NAME}: 'x', b: 1}}}`, "{env: {vars: { b: 1}}}"],
  [`{env: {vars: {\n  ${NAME}: 'x', // why\n  b: 1\n}}}`, "{env: {vars: {\n   // why\n  b: 1\n}}}"],
  [`{env: {vars: {\n  ${NAME}: 'x',\n  b: 1\n}}}`, "{env: {vars: {\n  b: 1\n}}}"],
  [`{env: {vars: {${NAME}: 1, ${NAME}: 'x'}}}`, "{env: {vars: { }}}"],
  [`{ "env": {"vars": {"${NAME}": ""}} }`, '{ "env": {"vars": {}} }'],
])("A key is taken out of %j, and what stands around it stays", (before, after) => {
  expect(remove(before)).toBe(after);
});

it.each(["\\u0041", `x", y: "z`, 'x"', "x\n"])(
  "A value that json5 would read as another is never set: %j",
  (value) => {
    expect(setInConfig("{}", value)).toEqual({ ok: false, code: "config_unsupported" });
  },
);

it.each<[string, vars: string | undefined, flat?: string]>([
  [`{ env: { ${NAME}: 'flat', vars: { ${NAME}: 'vars' } } }`, "vars", "flat"],
  [`{ env: { vars: { ${NAME}: 5 } } }`, undefined],
  [`{ env: [], ${NAME}: 'x' }`, undefined],
])("In %s the variable under vars is %j, and that under env %j", (text, vars, flat) => {
  expect(readFromConfig(text)).toEqual({ ok: true, vars, flat, include: undefined });
});

it.each([
  `{ env: { vars: { " ${NAME} ": "spaced" } } }`,
  `{ env: { vars: { ${NAME}: "plain", " ${NAME} ": "spaced" } } }`,
])("A name that OpenClaw trims is read, the last of several, and keeps from editing: %s", (text) => {
  expect(readFromConfig(text)).toMatchObject({ vars: "spaced" });
  expectRefused(text, "config_unsupported");
});

it.each<[string, place: [line: number, column: number, file?: string] | undefined]>([
  ["{ $include: './base.json5' }", [1, 3, "./base.json5"]],
  ["{\n  a: 1,\n  env: { $include: 'env.json5' },\n}", [3, 10, "env.json5"]],
  ["{ env: { vars: { $include: 'a', b: '1' } } }", [1, 18, "a"]],
  [String.raw`{ env: { "\u0024include": 'e\u006ev' } }`, [1, 10, "env"]],
  ["{ env: { $include: ['a'] } }", [1, 10]],
  ["{ env: { $include: 5 } }", [1, 10]],
  ["{ $include: 'a', env: { $include: 'b' } }", [1, 25]],
  ["{ $include: 'a', env: { vars: {} } }", [1, 3, "a"]],
  ["{ $include: 'a', env: null }", undefined],
  ["{ env: { $include: 'a', vars: null } }", undefined],
  ["{ agents: { $include: 'a' } }", undefined],
  ["{ a: '$include' }", undefined],
])("An $include that may bring the variable in is found with its place: %s", (text, place) => {
  const [line, column, file] = place ?? [];
  expect(readFromConfig(text)).toMatchObject({ ok: true, include: place && { line, column, file } });
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
        const after = result.text;
        expect(withoutOurKey(JSON5.parse(after))).toEqual(withoutOurKey(before));
        expect(readFromConfig(after)).toMatchObject({ vars: KEY });
        expect(set(after)).toBe(after);
        // No comment is lost or moved past another: they still stand in the same order.
        expect(comments(after)).toEqual(comments(text));
        const gone = remove(after);
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
        expect(remove(result.text)).toBe(text);
      }),
      { numRuns: RUNS },
    );
  }, 300_000);
});

/** Without `env` and `vars` either, where they held nothing else. */
function withoutOurKey(config: unknown): unknown {
  const copy = structuredClone(config) as { env?: { vars?: Record<string, unknown> } };
  delete copy.env?.vars?.[NAME];
  if (copy.env?.vars && Object.keys(copy.env.vars).length === 0) delete copy.env.vars;
  if (copy.env && Object.keys(copy.env).length === 0) delete copy.env;
  return copy;
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
