/** What is no session key is named, and neither taken out nor overwritten before the user says so: in both files. */
import { describe, expect, it } from "vitest";
import { readFromDotenv, removeFromDotenv, setInDotenv } from "../../../../src/core/config/dotenv.ts";
import { foreignIn } from "../../../../src/core/config/foreign.ts";
import { readFromConfig, removeFromConfig, setInConfig } from "../../../../src/core/config/json5.ts";
import { SESSION_KEY_VARIABLE as NAME } from "../../../../src/core/config/precedence.ts";
import type { Foreign } from "../../../../src/core/messages/messages.ts";
import { KEY_TEXT as KEY } from "../../../helpers/keys.ts";
import { FOREIGN_JSON, FOREIGN_TEXTS } from "../../../helpers/places.ts";

const CONFIG = { set: setInConfig, remove: removeFromConfig };
const DOTENV = { set: setInDotenv, remove: removeFromDotenv };

/** Every way to write them down where the key goes. */
const CASES: [text: string, is: Foreign, file: typeof CONFIG, value: string][] = [
  ...FOREIGN_TEXTS.flatMap(([text, is]): typeof CASES => [
    [`{ env: { vars: { A: "1", ${NAME}: "${text}" } } }`, is, CONFIG, `"${text}"`],
    [`{ env: { ${NAME}: "${text}", shellEnv: {} } }`, is, CONFIG, `"${text}"`],
    [`A=1\n${NAME}="${text}"\nB=2\n`, is, DOTENV, text],
    [`A=1\nexport ${NAME}=\n'${text}' # mine\n`, is, DOTENV, text],
  ]),
  ...FOREIGN_JSON.map(([json, is]): (typeof CASES)[number] => [
    `{ env: { vars: { ${NAME}: ${json}, A: "1" } } }`,
    is,
    CONFIG,
    json,
  ]),
];

describe.each(CASES)("%s", (text, holds, { set, remove }, value) => {
  it(`holds ${holds}: it is not overwritten`, () => {
    const taken = { ok: false, code: "key_place_taken", detail: { holds } };
    expect(set(text, KEY)).toEqual(taken);
    const another = holds === "text" ? "reference" : "text";
    expect(set(text, KEY, another), "the user was told of something else").toEqual(taken);
  });

  it("is not taken out, and what it is is said", () => {
    expect(remove(text)).toEqual({ ok: true, text, holds });
  });

  it.each([holds, "any"] as const)("is overwritten where the user has agreed to lose %s", (replaceable) => {
    const done = set(text, KEY, replaceable);
    expect(done).toMatchObject({ ok: true });
    const after = done.ok ? done.text : "";
    expect(after).toContain(KEY);
    expect(after).not.toContain(value);
    const read = set === setInDotenv ? readFromDotenv(after) : readFromConfig(after);
    expect(read).toEqual(
      set === setInDotenv ? KEY : { ok: true, vars: KEY, flat: undefined, include: undefined, problem: null },
    );
  });
});

it.each([[KEY], [` ${KEY} `], [""], [" \t"], [undefined], [null]])("%j is nobody's but ours", (value) => {
  expect(foreignIn(value)).toBeUndefined();
});

it.each([
  [`${NAME}=op://a\n${NAME}=${KEY}\n`, `${NAME}=op://a\n`, DOTENV],
  [`${NAME}=${KEY}\n${NAME}=op://a\n`, `${NAME}=op://a\n`, DOTENV],
  [`{env: {vars: {${NAME}: 'op://a', ${NAME}: '${KEY}'}}}`, `{env: {vars: {${NAME}: 'op://a' }}}`, CONFIG],
  [`{env: {vars: {${NAME}: '${KEY}', ${NAME}: 'op://a'}}}`, `{env: {vars: { ${NAME}: 'op://a'}}}`, CONFIG],
  [`{env: {${NAME}: 'op://a', vars: {${NAME}: '${KEY}'}}}`, `{env: {${NAME}: 'op://a', vars: {}}}`, CONFIG],
])("Beside what is foreign, every session key is taken out of %s", (text, after, { remove }) => {
  expect(remove(text)).toEqual({ ok: true, text: after, holds: "reference" });
});

it("What is foreign twice has to be named twice", () => {
  const text = `{env: {${NAME}: 'op://a', vars: {${NAME}: 'my note'}}}`;
  expect(setInConfig(text, KEY, "text")).toMatchObject({ detail: { holds: "reference" } });
});

it("What is foreign and hidden by a later one is not deleted unasked either", () => {
  const text = `{env: {${NAME}: 'op://a', ${NAME}: '${KEY}'}}`;
  const problem = { ok: false, code: "key_place_taken", detail: { holds: "reference" } };
  expect(readFromConfig(text)).toMatchObject({ problem });
  expect(setInConfig(text, KEY)).toEqual(problem);
  expect(setInConfig(text, KEY, "reference")).toMatchObject({ ok: true });
});
