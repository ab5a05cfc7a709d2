/** Whatever fails, people read words for it that need nothing the failure can't bring. */
import { expect, it } from "vitest";
import catalogue from "../../../../locales/en.json" with { type: "json" };
import {
  COMMANDS,
  commandFor,
  FAILURES,
  failure,
  rowOf,
  type FailureCode,
} from "../../../../src/core/messages/failures.ts";
import { Detail } from "../../../../src/core/messages/messages.ts";

const CODES = Object.keys(FAILURES) as FailureCode[];
const WORDS: Readonly<Record<string, { title: string; next: string }>> = catalogue.failure;
/** `file` is the path once more, in the length that a page has room for. */
const PLACES = [...Object.keys(Detail.shape), "file"];

it("Words stand under the names of the failures, and under no other", () => {
  expect(Object.keys(WORDS).toSorted()).toEqual(CODES.toSorted());
});

it.each(CODES)("The words of %s can stand in a line, say what is next, and need nothing else", (code) => {
  const { title, next } = WORDS[code]!;
  const { command } = rowOf(code);
  expect(title).toMatch(/^\S.*[^\s.:!?]$/);
  // A sentence at its end, a command of OpenClaw's, or a colon before the row's own command, and only there.
  expect(next).toMatch(/^(\{path\}|[A-Z]).*(\.|:|: [a-z][\w -]*)$/);
  expect(next.endsWith(":")).toBe(command !== undefined);
  expect(commandFor(code)).toBe(command && COMMANDS[command]);
  const named = Array.from(`${title} ${next}`.matchAll(/\{(\w+)\}/g), ([, name]) => name!);
  expect(PLACES).toEqual(expect.arrayContaining(named));
});

it("A failure without a detail has no such field", () => {
  expect(failure("disk_full")).toStrictEqual({ ok: false, code: "disk_full" });
  const detail = { errno: "EIO" };
  expect(failure("disk_full", detail)).toStrictEqual({ ok: false, code: "disk_full", detail });
});
