import { expect, it } from "vitest";
import {
  parseDotenv,
  readFromDotenv,
  removeFromDotenv,
  setInDotenv,
} from "../../../../src/core/config/dotenv.ts";
import { SESSION_KEY_VARIABLE as NAME } from "../../../../src/core/config/precedence.ts";
import { DOTENV_ADDED, DOTENV_REMOVED, DOTENV_REPLACED } from "../../../helpers/config-cases.ts";
import { KEY_TEXT as KEY, OTHER_KEY_TEXT as OLD } from "../../../helpers/keys.ts";

const set = (text: string) => setInDotenv(text, KEY);
const UNSUPPORTED = { ok: false, code: "dotenv_unsupported" };

it.each(DOTENV_ADDED)(
  "A key is added to %j as a person would have written it, and the bytes before come back",
  (before, after) => {
    expect(set(before)).toEqual({ ok: true, text: after });
    expect(set(after)).toEqual({ ok: true, text: after });
    expect(removeFromDotenv(after)).toEqual({ ok: true, text: before, holds: undefined });
  },
);

it.each(DOTENV_REPLACED)(
  "The key in %j is replaced where it stands, and no byte of the old one stays",
  (before, after) => {
    expect(readFromDotenv(before)?.trim()).toMatch(/^$|^sk-ant-sid02-/);
    expect(set(before)).toEqual({ ok: true, text: after });
    expect(readFromDotenv(after)).toBe(KEY);
  },
);

it.each(DOTENV_REMOVED)("A key is taken out of %j with its line", (before, after) => {
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
