import { parse } from "dotenv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  readFromDotenv,
  removeFromDotenv,
  setInDotenv,
  type DotenvEdits,
} from "../../../../src/core/config/dotenv.ts";
import { applyEdits } from "../../../../src/core/config/edit.ts";

const KEY = `sk-ant-sid01-${"k".repeat(100)}`;
const NAME = "CLAUDE_AI_SESSION_KEY";
const RUNS = Number(process.env["CLAWKEY_RUNS"] ?? 10_000);

function edited(text: string, result: DotenvEdits): string {
  if (!result.ok) throw new Error(`refused: ${result.code} for ${JSON.stringify(text)}`);
  return applyEdits(text, result.edits);
}

const set = (text: string) => edited(text, setInDotenv(text, KEY));
const remove = (text: string) => edited(text, removeFromDotenv(text));

describe("setInDotenv", () => {
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
  ])("turns %j into what a person would have written", (before, after) => {
    expect(set(before)).toBe(after);
    expect(readFromDotenv(after)).toBe(KEY);
  });
});

describe("removeFromDotenv", () => {
  it.each([
    [`${NAME}=x\nB=2\n`, "B=2\n"],
    [`A=1\n${NAME}=x # note\n`, "A=1\n"],
    [`${NAME}=x\nA=1\n${NAME}=y\n`, "A=1\n"],
  ])("takes the whole line out of %j", (before, after) => {
    expect(remove(before)).toBe(after);
  });
});

const line = fc.oneof(
  fc.constantFrom(
    "A=1",
    "export B=two",
    "C: three",
    "# comment",
    "",
    "  ",
    "D='single # quoted'",
    'E="two\nlines"',
    "F=`tick`",
    "G=un#hash",
    "H=",
    'I="open',
    "J='it",
    "K=a=b",
    "bad line",
    `X="\n${NAME}=inside\n"`,
    `# ${NAME}=commented`,
    `${NAME}_OLD=1`,
    `NOT_${NAME}=1`,
  ),
  fc.string({
    maxLength: 12,
    unit: fc.constantFrom("A", "=", " ", "'", '"', "#", "\\", "$", "`", ":", "é", "\t"),
  }),
);
const keyLine = fc.constantFrom(
  `${NAME}=old`,
  `export ${NAME}="old"`,
  `${NAME}: old`,
  `  ${NAME} = 'old' # c`,
  `${NAME}=`,
);

const dotenvText = (withKey: boolean) =>
  fc
    .tuple(
      fc.constantFrom("", "\ufeff"),
      fc.array(
        fc.tuple(
          withKey ? fc.oneof({ weight: 4, arbitrary: line }, keyLine) : line,
          fc.constantFrom("\n", "\r\n", "\n\n", "\r"),
        ),
        { maxLength: 8 },
      ),
      fc.boolean(),
    )
    .map(([head, lines, ended]) => {
      const text = head + lines.map((parts) => parts.join("")).join("");
      return ended ? text : text.replace(/[\r\n]+$/, "");
    });

describe(`${RUNS.toLocaleString("en")} generated files`, () => {
  it("are edited in exactly one variable or refused, and a second run changes nothing", () => {
    let refused = 0;
    fc.assert(
      fc.property(dotenvText(true), (text) => {
        const result = setInDotenv(text, KEY);
        if (!result.ok) {
          refused++;
          return;
        }
        const after = applyEdits(text, result.edits);
        expect(parse(after)).toEqual({ ...parse(text), [NAME]: KEY });
        expect(setInDotenv(after, KEY)).toEqual({ ok: true, edits: [] });
        expect(result.edits).toHaveLength(readFromDotenv(text) === KEY ? 0 : 1);
        const { [NAME]: _, ...others } = parse(text);
        const removed = removeFromDotenv(after);
        if (removed.ok) expect(parse(applyEdits(after, removed.edits))).toEqual(others);
      }),
      { numRuns: RUNS },
    );
    console.log(`dotenv files: ${RUNS}, refused: ${refused}`);
    expect(refused).toBeLessThan(RUNS / 4);
  }, 120_000);

  it("come back byte for byte when the key that was set is removed", () => {
    fc.assert(
      fc.property(dotenvText(false), (text) => {
        fc.pre(readFromDotenv(text) === undefined);
        const result = setInDotenv(text, KEY);
        fc.pre(result.ok);
        expect(remove(set(text))).toBe(text);
      }),
      { numRuns: RUNS },
    );
  }, 120_000);
});
