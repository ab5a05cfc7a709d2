import { expect, it, vi } from "vitest";
import { readFromConfig, removeFromConfig, setInConfig } from "../../../../src/core/config/json5.ts";
import type { FailureCode, Result } from "../../../../src/core/messages/failures.ts";
import type { Detail } from "../../../../src/core/messages/messages.ts";
import { SESSION_KEY_VARIABLE as NAME } from "../../../../src/core/config/precedence.ts";
import { CONFIG_REFUSED, CONFIG_REMOVED, CONFIG_SET } from "../../../helpers/config-cases.ts";
import { KEY_TEXT as KEY, OTHER_KEY_TEXT as OLD } from "../../../helpers/keys.ts";

function edited(result: Result<{ text: string }>): string {
  if (!result.ok) throw new Error(`refused: ${result.code}`);
  return result.text;
}

const set = (text: string) => edited(setInConfig(text, KEY));
const remove = (text: string) => edited(removeFromConfig(text));

function expectRefused(text: string, code: FailureCode, detail?: Detail): void {
  const refusal = { ok: false, code, ...(detail && { detail }) };
  expect(setInConfig(text, KEY)).toEqual(refusal);
  expect(removeFromConfig(text)).toEqual(refusal);
}

it.each(CONFIG_SET)(
  "A key is set in %j as a person would have written it, and the second time nothing changes",
  (before, after) => {
    expect(set(before)).toBe(after);
    expect(set(after)).toBe(after);
    if (!before.includes(NAME)) expect(remove(after)).toBe(before);
  },
);

it.each(CONFIG_REFUSED)("%.100j is refused, and why is said: %s", expectRefused);

it.each(CONFIG_REMOVED)("A key is taken out of %j, and what stands around it stays", (before, after) => {
  expect(remove(before)).toBe(after);
});

it.each([
  [`${NAME}: '${OLD}', // why\n  b: 1`, " // why\n  b: 1"],
  [
    `/* a */ ${NAME} /* b */ : /* c */ '${OLD}' /* d */ , // e\n  b: 1`,
    "/* a */ /* b */ /* c */ /* d */ // e\n  b: 1",
  ],
  [`${NAME}: // from 1Password\n    '${OLD}',\n  b: 1`, "// from 1Password\n  b: 1"],
  [`${NAME}: // from 1Password\n    '${OLD}', b: 1`, "// from 1Password\n   b: 1"],
  [`b: 1, ${NAME}: '${OLD}' // the last`, "b: 1  // the last"],
  [`b: 1,\n  ${NAME}: '${OLD}' /* the */ // last`, "b: 1\n   /* the */ // last"],
  [`b: 1, /* mine */ ${NAME}: '${OLD}'`, "b: 1 /* mine */ "],
])("The user's comment stays when the key is taken out of %j", (before, after) => {
  const around = (members: string) => `{env: {vars: {\n  ${members}\n}}}`;
  expect(remove(around(before))).toBe(around(after));
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
  expect(readFromConfig(text)).toMatchObject({ ok: true, vars, flat, include: undefined });
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

it("A separator of lines within a string is read, and nothing is printed about it", () => {
  const warn = vi.spyOn(console, "warn");
  expect(readFromConfig(`{ a: "\u2028", env: { vars: { ${NAME}: "${KEY}" } } }`)).toMatchObject({
    vars: KEY,
  });
  expect(warn).not.toHaveBeenCalled();
  expect(console.warn).toBe(warn);
  warn.mockRestore();
});
