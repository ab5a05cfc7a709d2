import { parse } from "dotenv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readFromDotenv, removeFromDotenv, setInDotenv } from "../../../../src/core/config/dotenv.ts";
import { dotenvText, edited, KEY, NAME, RUNS } from "./documents.ts";

const set = (text: string) => edited(setInDotenv(text, KEY));
const remove = (text: string) => edited(removeFromDotenv(text));

it.each([
  ["", `${NAME}=${KEY}\n`],
  ["A=1\n", `A=1\n${NAME}=${KEY}\n`],
  ["A=1", `A=1\n${NAME}=${KEY}`],
  ["A=1\r\n", `A=1\r\n${NAME}=${KEY}\r\n`],
  [`${NAME}=old # note\nB=2\n`, `${NAME}=${KEY} # note\nB=2\n`],
  [`export ${NAME}='old'\n`, `export ${NAME}='${KEY}'\n`],
  [`${NAME}: "old"\n`, `${NAME}: "${KEY}"\n`],
  [`${NAME}=\nB=2\n`, `${NAME}=${KEY}\nB=2\n`],
  [`${NAME}=first\n${NAME}=second\n`, `${NAME}=first\n${NAME}=${KEY}\n`],
  [`A="\n${NAME}=inside\n"\n`, `A="\n${NAME}=inside\n"\n${NAME}=${KEY}\n`],
  ["\ufeffA=1\n", `\ufeffA=1\n${NAME}=${KEY}\n`],
])("A key is set in %j as a person would have written it", (before, after) => {
  expect(set(before)).toBe(after);
  expect(readFromDotenv(after)).toBe(KEY);
});

it.each([
  [`${NAME}=x\nB=2\n`, "B=2\n"],
  [`A=1\n${NAME}=x # note\n`, "A=1\n"],
  [`${NAME}=x\nA=1\n${NAME}=y\n`, "A=1\n"],
])("A key is taken out of %j with its whole line", (before, after) => {
  expect(remove(before)).toBe(after);
});

it("A file that can't be edited safely is refused", () => {
  const unsupported = { ok: false, code: "dotenv_unsupported" };
  expect(setInDotenv("A:", KEY)).toEqual(unsupported);
  expect(removeFromDotenv(`${NAME}="a\nB="c`)).toEqual(unsupported);
});

describe(`${RUNS.toLocaleString("en")} generated files`, () => {
  it("are edited in exactly one variable or refused, and a second run changes nothing", () => {
    let refused = 0;
    fc.assert(
      fc.property(dotenvText({ withKey: true }), (text) => {
        const result = setInDotenv(text, KEY);
        if (!result.ok) {
          refused++;
          return;
        }
        const after = result.text;
        const { [NAME]: _, ...others } = parse(text);
        expect(parse(after)).toEqual({ ...others, [NAME]: KEY });
        expect(set(after)).toBe(after);
        const removed = removeFromDotenv(after);
        if (removed.ok) expect(parse(removed.text)).toEqual(others);
      }),
      { numRuns: RUNS },
    );
    console.log(`dotenv files: ${RUNS}, refused: ${refused}`);
    expect(refused).toBeLessThan(RUNS / 4);
  }, 120_000);

  it("come back byte for byte when the key that was set is removed", () => {
    fc.assert(
      fc.property(dotenvText({ withKey: false }), (text) => {
        fc.pre(readFromDotenv(text) === undefined);
        const result = setInDotenv(text, KEY);
        fc.pre(result.ok);
        expect(remove(result.text)).toBe(text);
      }),
      { numRuns: RUNS },
    );
  }, 120_000);
});
