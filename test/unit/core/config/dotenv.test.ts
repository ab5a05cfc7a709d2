import { expect, it } from "vitest";
import {
  parseDotenv,
  readFromDotenv,
  removeFromDotenv,
  setInDotenv,
} from "../../../../src/core/config/dotenv.ts";
import { SESSION_KEY_VARIABLE as NAME } from "../../../../src/core/config/precedence.ts";
import { KEY_TEXT as KEY, OTHER_KEY_TEXT as OLD } from "../../../helpers/keys.ts";

const set = (text: string) => setInDotenv(text, KEY);
const UNSUPPORTED = { ok: false, code: "dotenv_unsupported" };

it.each([
  ["", `${NAME}=${KEY}\n`],
  ["A=1\n", `A=1\n${NAME}=${KEY}\n`],
  ["A=1", `A=1\n${NAME}=${KEY}`],
  ["A=1\r\n", `A=1\r\n${NAME}=${KEY}\r\n`],
  ["\ufeffA=1\n", `\ufeffA=1\n${NAME}=${KEY}\n`],
  [`A="\n${NAME}=inside\n"\n`, `A="\n${NAME}=inside\n"\n${NAME}=${KEY}\n`],
])(
  "A key is added to %j as a person would have written it, and the bytes before come back",
  (before, after) => {
    expect(set(before)).toEqual({ ok: true, text: after });
    expect(set(after)).toEqual({ ok: true, text: after });
    expect(removeFromDotenv(after)).toEqual({ ok: true, text: before, holds: undefined });
  },
);

it.each([
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
])("The key in %j is replaced where it stands, and no byte of the old one stays", (before, after) => {
  expect(readFromDotenv(before)?.trim()).toMatch(/^$|^sk-ant-sid02-/);
  expect(set(before)).toEqual({ ok: true, text: after });
  expect(readFromDotenv(after)).toBe(KEY);
});

it.each([
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
])("A key is taken out of %j with its line", (before, after) => {
  expect(removeFromDotenv(before)).toEqual({ ok: true, text: after ?? before, holds: undefined });
});

it.each([
  [`A=1\n${NAME}=${OLD} # mine\nB=2\n`, "A=1\n# mine\nB=2\n"],
  [`${NAME}="${OLD}"\t# mine`, "# mine"],
  [`  export ${NAME}=\n'${OLD}' # mine\r\n`, "# mine\r\n"],
  [`${NAME}= # mine\n`, "# mine\n"],
])("The user's comment stays when the key is taken out of %j", (before, after) => {
  expect(removeFromDotenv(before)).toEqual({ ok: true, text: after, holds: undefined });
});

it("A file that can't be edited safely is refused", () => {
  expect(set("A:")).toEqual(UNSUPPORTED);
});

it("A file that would keep dotenv busy for seconds is not given to it", () => {
  const started = performance.now();
  for (const blank of ["\n", "\r\n", "\u2028", "\n \n"]) {
    const text = `A=1${blank.repeat(20_000)}${NAME}=${OLD}`;
    expect(parseDotenv(text)).toBeUndefined();
    expect(readFromDotenv(text)).toBeUndefined();
    expect([set(text), removeFromDotenv(text)]).toEqual([UNSUPPORTED, UNSUPPORTED]);
  }
  expect(performance.now() - started).toBeLessThan(1_000);
  expect(readFromDotenv(`# x${"\n".repeat(9_000)}${NAME}=${OLD}`)).toBe(OLD);
});
