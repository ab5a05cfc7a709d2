import fc from "fast-check";
import { expect, it } from "vitest";
import * as z from "zod/mini";
import { documentIn } from "../../../../src/openclaw/program/document.ts";

const Usage = z.object({ usage: z.object({ windows: z.array(z.unknown()) }) });
const USAGE = { usage: { windows: [{ label: "5h", note: 'a "}" in it' }] } };
const PRETTY = JSON.stringify(USAGE, null, 2);

it.each([
  ["alone", PRETTY],
  ["in one line", JSON.stringify(USAGE)],
  ["behind a plugin's line", `[memory] loaded 3 facts\n${PRETTY}`],
  ["before one", `${PRETTY}\n[memory] bye`],
  ["behind a line without an end", `loading ... ${PRETTY}`],
  ["before one on its last line", `${PRETTY}done`],
  ["between a plugin's JSON", `{"level":"info","msg":"up"}\n${PRETTY}\n{"level":"info","msg":"down"}`],
  ["behind a bracket that is never closed", `{ plugin: starting [1/3\n${PRETTY}`],
  ["behind a quote that is never closed", `5" disk, "C:\\n\n${PRETTY}`],
  ["behind a quoted bracket", `"{" and '[' and "}"\n${PRETTY}`],
  ["behind colours", `\u001B[32m[ok]\u001B[0m ready\r\n${PRETTY}\r\n`],
  ["within what looks like a document", `{ answer: ${PRETTY} }`],
])("OpenClaw's document is found %s", (_, text) => {
  expect(documentIn(text, Usage)).toEqual(USAGE);
});

it.each([
  ["nothing", ""],
  ["words", "Usage: fine"],
  ["another document", '{"usage":{"windows":"many"}}'],
  ["a document that is cut off", PRETTY.slice(0, -3)],
  ["it as a text", JSON.stringify(PRETTY)],
  ["it within another document", JSON.stringify({ more: USAGE })],
])("No document is found in %s", (_, text) => {
  expect(documentIn(text, Usage)).toBeUndefined();
});

it("A word is found among a plugin's lines as well", () => {
  const mode = (text: string) => documentIn(text, z.literal("off"));
  expect(mode('"off"\n')).toBe("off");
  expect(mode('[memory] said "hello"\n"off"\n')).toBe("off");
  expect(mode("off\n")).toBeUndefined();
});

it("A document is found whatever stands before it, where nothing behind it makes the two one", () => {
  const opened = ["{", "[", '"', "\\", ",", ":", " ", "\n", "a", "1"];
  const before = fc.string({ unit: fc.constantFrom(...opened, "}", "]") });
  const behind = fc.string({ unit: fc.constantFrom(...opened) });
  fc.assert(
    fc.property(before, behind, (start, end) => {
      expect(documentIn(`${start}\n${PRETTY}\n${end}`, Usage)).toEqual(USAGE);
    }),
    { numRuns: 1_000 },
  );
});

it("Four megabytes of open brackets take no time worth the name", () => {
  const start = performance.now();
  expect(documentIn("{ ".repeat(2 * 1024 * 1024), Usage)).toBeUndefined();
  expect(performance.now() - start).toBeLessThan(5_000);
});
