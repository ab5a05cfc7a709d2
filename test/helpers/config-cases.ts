/**
 * OpenClaw's two files as people have them, and what each is to be with a key, or without: for the editors in Node, and
 * for the chunk that the browser loads.
 */
import { newConfig } from "../../src/core/config/json5.ts";
import { SESSION_KEY_VARIABLE as NAME } from "../../src/core/config/precedence.ts";
import type { FailureCode } from "../../src/core/messages/failures.ts";
import type { Detail } from "../../src/core/messages/messages.ts";
import { KEY_TEXT as KEY, OTHER_KEY_TEXT as OLD } from "./keys.ts";

type Change = readonly [before: string, after: string];

/** A key is set, as a person would have written it. */
export const CONFIG_SET: readonly Change[] = [
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
  [`{env: {vars: {${NAME}: '${OLD}', b: 1}}}`, `{env: {vars: {${NAME}: '${KEY}', b: 1}}}`],
  [`{env: {vars: {${NAME}: null}}}`, `{env: {vars: {${NAME}: "${KEY}"}}}`],
  [`{env: {${NAME}: '${OLD}', a: 1}}`, `{env: { a: 1, vars: {${NAME}: "${KEY}"}}}`],
  [`{env: {vars: {${NAME}: ""}, ${NAME}: "${OLD}"}}`, `{env: {vars: {${NAME}: "${KEY}"} }}`],
  ["{ a: +.5 }", `{ a: +.5, env: {vars: {${NAME}: "${KEY}"}} }`],
  [
    '{ // paste\u2028 env: { vars: { A: "1" } },\n gateway: {} }',
    `{ // paste\u2028 env: { vars: { A: "1", ${NAME}: "${KEY}" } },\n gateway: {} }`,
  ],
  [
    '{\u2029 // paste\u2029 env: { vars: { A: "1" } } }',
    `{\u2029 // paste\u2029 env: { vars: { A: "1", ${NAME}: "${KEY}" } } }`,
  ],
  ["{env: {vars: {}}}", `{env: {vars: { ${NAME}: "${KEY}" }}}`],
  ["{ null: 1, true: 2 }", `{ null: 1, true: 2, env: {vars: {${NAME}: "${KEY}"}} }`],
  ["{env: {a: 1}, env: {vars: {b: '2'}}}", `{env: {a: 1}, env: {vars: {b: '2', ${NAME}: '${KEY}'}}}`],
  ["{ $include: 'a' }", `{ $include: 'a', env: {vars: {${NAME}: '${KEY}'}} }`],
  ["{ $include: 'a', env: {} }", `{ $include: 'a', env: { vars: {${NAME}: '${KEY}'} } }`],
];

/** Neither set nor taken out of it is a key, and this is why. */
export const CONFIG_REFUSED: readonly [text: string, FailureCode, Detail?][] = [
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
  ["{a:'\\", "config_unparsable", { line: 1, column: 6 }],
  ['"\\', "config_unparsable", { line: 1, column: 3 }],
  ["{ // paste\u2028 env: }", "config_unparsable", { line: 1, column: 18 }],
  [`{ a: ${"[".repeat(5_000)}${"]".repeat(5_000)} }`, "config_unsupported"],
  [`${"{a:".repeat(5_000)}1${"}".repeat(5_000)}`, "config_unsupported"],
  [`{ a: [${"[],".repeat(200_000)}] }`, "config_unsupported"],
  ["{ env: { $include: 'a' } }", "config_included", { line: 1, column: 10 }],
  ["{ env: { a: 1, $include: 'a', vars: {} } }", "config_included", { line: 1, column: 16 }],
  ["{ env: {\n vars: { $include: 'a' } } }", "config_included", { line: 2, column: 10 }],
  [
    "{ $include: 'a', env: { $include: 'b', vars: { $include: 'c' } } }",
    "config_included",
    { line: 1, column: 48 },
  ],
];

/** A key is taken out. */
export const CONFIG_REMOVED: readonly Change[] = [
  [newConfig(KEY), "{}\n"],
  [`{env: {vars: {${NAME}: '${OLD}', b: 1}}}`, "{env: {vars: { b: 1}}}"],
  [`{env: {vars: {\n  ${NAME}: '${OLD}',\n  b: 1\n}}}`, "{env: {vars: {\n  b: 1\n}}}"],
  [`{env: {vars: {${NAME}: null, ${NAME}: '${OLD}'}}}`, "{env: {vars: { }}}"],
  [`{env: {vars: {b: 1, ${NAME}: '', ${NAME}: '${OLD}'}}}`, "{env: {vars: {b: 1  }}}"],
  [`{ "env": {"vars": {"${NAME}": ""}} }`, '{ "env": {"vars": {}} }'],
  [`{env: {${NAME}: '${OLD}'}}`, "{env: {}}"],
  [`{env: {a: 1, ${NAME}: '${OLD}', vars: {${NAME}: '${KEY}'}}}`, "{env: {a: 1,  vars: {}}}"],
  [`{env: {vars: {${NAME}: '${OLD}'}}, env: {}}`, "{env: {vars: {}}, env: {}}"],
  [`{ // paste\u2028 env: { vars: { ${NAME}: "${OLD}" } } }`, "{ // paste\u2028 env: { vars: {} } }"],
];

/** A key is added; taken out again, the bytes before come back. */
export const DOTENV_ADDED: readonly Change[] = [
  ["", `${NAME}=${KEY}\n`],
  ["A=1\n", `A=1\n${NAME}=${KEY}\n`],
  ["A=1", `A=1\n${NAME}=${KEY}`],
  ["A=1\r\n", `A=1\r\n${NAME}=${KEY}\r\n`],
  ["\ufeffA=1\n", `\ufeffA=1\n${NAME}=${KEY}\n`],
  [`A="\n${NAME}=inside\n"\n`, `A="\n${NAME}=inside\n"\n${NAME}=${KEY}\n`],
];

/** A key is replaced where it stands. */
export const DOTENV_REPLACED: readonly Change[] = [
  [`${NAME}=${OLD} # note\nB=2\n`, `${NAME}=${KEY} # note\nB=2\n`],
  [`export ${NAME}='${OLD}'\n`, `export ${NAME}='${KEY}'\n`],
  [`${NAME}: "${OLD}"\n`, `${NAME}: "${KEY}"\n`],
  [`${NAME}=\nB=2\n`, `${NAME}=${KEY}\nB=2\n`],
  [`${NAME}=  # empty\nB=2\n`, `${NAME}=${KEY}  # empty\nB=2\n`],
  [`${NAME}=first\n${NAME}=${OLD}\n`, `${NAME}=first\n${NAME}=${KEY}\n`],
  [`${NAME}=\n"${OLD}"\nB=2\n`, `${NAME}=\n"${KEY}"\nB=2\n`],
  [`${NAME}=\r\n\r\n  '${OLD}' # note\r\n`, `${NAME}=\r\n\r\n  '${KEY}' # note\r\n`],
  [`${NAME}\n\n=\n\`${OLD}\`\n`, `${NAME}\n\n=\n\`${KEY}\`\n`],
  [`${NAME}:\n${OLD}\n`, `${NAME}:\n${KEY}\n`],
  [`export\n${NAME}= ${OLD} `, `export\n${NAME}= ${KEY} `],
  [`# note\u2028${NAME}=${OLD}\n`, `# note\u2028${NAME}=${KEY}\n`],
  [`\ufeff${NAME}=${OLD}\n`, `\ufeff${NAME}=${KEY}\n`],
];

/** A key is taken out with its line; null where that changes nothing. */
export const DOTENV_REMOVED: readonly [before: string, after: string | null][] = [
  [`${NAME}=${OLD}\nB=2\n`, "B=2\n"],
  [`${NAME}=${OLD}\nA=1\n${NAME}=${KEY}\n`, "A=1\n"],
  [`${NAME}=\n"${OLD}"\nB=2\n`, "B=2\n"],
  [`A=1\r\n${NAME}=\r\n\r\n  '${OLD}'\r\nB=2\r\n`, "A=1\r\nB=2\r\n"],
  [`${NAME}\n\n=\n\`${OLD}\`\nB=2`, "B=2"],
  [`${NAME}:\n${OLD}\nB=2\n`, "B=2\n"],
  [`A=1\n  export ${NAME}="${OLD}"`, "A=1\n"],
  [`A=1\u2028${NAME}=${OLD}\u2028`, null],
  [`# note\u2028${NAME}=${OLD}\nB=2\n`, "# note\u2028B=2\n"],
  [`\ufeff${NAME}=${OLD}\nB=2\n`, "\ufeffB=2\n"],
  [`\ufeff${NAME}=${OLD}\n`, "\ufeff"],
  [`${NAME}=\nB=2\n`, "B=2\n"],
];
