/**
 * A `.env` file as text: read, set and remove `CLAUDE_AI_SESSION_KEY` by edits that touch nothing else.
 * dotenv's grammar is forgiving and full of corners, so it is not rebuilt here: we propose edits where the
 * variable may stand, and dotenv itself, which OpenClaw uses, is the judge of each. Where none is right (an open
 * quote, for one), the failure is `dotenv_unsupported`.
 */
import { parse } from "dotenv";
import { failure, type Result } from "../messages/failures.ts";
import { applyEdits, deletion, lineEnd } from "./edit.ts";
import { SESSION_KEY_VARIABLE } from "./precedence.ts";
import { isSame } from "./values.ts";

/** The value that OpenClaw would find, or `undefined` where the file does not set the variable. */
export function readFromDotenv(text: string): string | undefined {
  const variables = parse(text);
  return Object.hasOwn(variables, SESSION_KEY_VARIABLE) ? variables[SESSION_KEY_VARIABLE] : undefined;
}

/** What the file is where there was none. */
export const newDotenv = (value: string): string => `${SESSION_KEY_VARIABLE}=${value}\n`;

/** The text in which the variable is `value`. */
export function setInDotenv(text: string, value: string): Result<{ text: string }> {
  if (readFromDotenv(text) === value) return { ok: true, text };
  const wanted = { ...parse(text), [SESSION_KEY_VARIABLE]: value };
  const replaced = assignments(text).map(({ start, end, quote }) =>
    applyEdits(text, [{ start, end, replacement: quote + value + quote }]),
  );
  const after = [...replaced, append(text, value)].find((candidate) => isSame(parse(candidate), wanted));
  return after === undefined ? failure("dotenv_unsupported") : { ok: true, text: after };
}

/** The text without the variable, duplicates too. After `setInDotenv` had appended it: the bytes before. */
export function removeFromDotenv(text: string): Result<{ text: string }> {
  const value = readFromDotenv(text);
  if (value === undefined) return { ok: true, text };
  const others = othersIn(text);
  const withoutLine = assignments(text).map(({ line }) => applyEdits(text, [deletion(...line)]));
  const after = [...undoAppending(text, value), ...withoutLine].find((candidate) =>
    isSame(othersIn(candidate), others),
  );
  // An earlier assignment comes to light when the last one goes.
  return after === undefined ? failure("dotenv_unsupported") : removeFromDotenv(after);
}

function othersIn(text: string): Record<string, string> {
  const { [SESSION_KEY_VARIABLE]: _, ...others } = parse(text);
  return others;
}

function append(text: string, value: string): string {
  const eol = lineEnd(text);
  const line = `${SESSION_KEY_VARIABLE}=${value}`;
  const endsItsLine = text === "" || /[\r\n]$/.test(text);
  // A file without a last newline keeps that habit.
  return text + (endsItsLine ? line + eol : eol + line);
}

/** The text to which `append` would lead back; none where it was not the one to add the variable. */
function undoAppending(text: string, value: string): string[] {
  const start = text.lastIndexOf(`${SESSION_KEY_VARIABLE}=${value}`);
  return [start, start - lineEnd(text).length]
    .filter((end) => end >= 0)
    .map((end) => text.slice(0, end))
    .filter((before) => readFromDotenv(before) === undefined && append(before, value) === text);
}

interface Assignment {
  /** With its newline. */
  line: [start: number, end: number];
  /** Of the value with its quotes. */
  start: number;
  end: number;
  quote: string;
}

/** Every place that looks like an assignment of the variable, last first: the last one counts. */
function assignments(text: string): Assignment[] {
  const heads = new RegExp(
    `^[^\\S\\r\\n]*(?:export\\s+)?${SESSION_KEY_VARIABLE}(?:\\s*=|:\\s)[^\\S\\r\\n]*`,
    "gm",
  );
  return Array.from(text.matchAll(heads), (head): Assignment => {
    const start = head.index + head[0].length;
    const rest = text.slice(start);
    const quoted = /^'(?:\\'|[^'])*'|^"(?:\\"|[^"])*"|^`(?:\\`|[^`])*`/.exec(rest)?.[0];
    const end = start + (quoted ?? /^[^#\r\n]*/.exec(rest)![0].trimEnd()).length;
    const newline = /[^\r\n]*(?:\r\n|\r|\n|$)/.exec(text.slice(end))!;
    return { line: [head.index, end + newline[0].length], start, end, quote: quoted?.[0] ?? "" };
  }).toReversed();
}
