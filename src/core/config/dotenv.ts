/**
 * A `.env` file as text: read, set and remove `CLAUDE_AI_SESSION_KEY` by edits that touch nothing else.
 * dotenv's grammar is forgiving and full of corners, so it is not rebuilt here: we propose edits where the
 * variable may stand, and dotenv itself, which OpenClaw uses, is the judge of each.
 */
import { parse } from "dotenv";
import { applyEdits, difference, lineEnd, type Edit } from "./edit.ts";
import { SESSION_KEY_VARIABLE } from "./precedence.ts";

/** dotenv reads the file so that no line of ours could be placed in it safely (an open quote, for one). */
type DotenvProblem = { code: "dotenv_unsupported" };

export type DotenvEdits = { ok: true; edits: Edit[] } | ({ ok: false } & DotenvProblem);

type Variables = Record<string, string>;

/** The value that OpenClaw would find, or `undefined` where the file does not set the variable. */
export function readFromDotenv(text: string): string | undefined {
  const variables = parse(text);
  return Object.hasOwn(variables, SESSION_KEY_VARIABLE) ? variables[SESSION_KEY_VARIABLE] : undefined;
}

/** What the file is where there was none. */
export const newDotenv = (value: string): string => `${SESSION_KEY_VARIABLE}=${value}\n`;

/** Edits after which the variable is `value`; none where it already is. */
export function setInDotenv(text: string, value: string): DotenvEdits {
  const before = parse(text);
  if (readFromDotenv(text) === value) return { ok: true, edits: [] };
  const wanted = { ...before, [SESSION_KEY_VARIABLE]: value };
  const replacements = assignments(text).map(({ start, end, quote }): Edit[] => [
    { offset: start, length: end - start, replacement: quote + value + quote },
  ]);
  return judge(text, [...replacements, [appended(text, value)]], (after) => sameVariables(after, wanted));
}

/** Edits after which the variable is gone, duplicates too. After `setInDotenv` had appended it: the bytes before. */
export function removeFromDotenv(text: string): DotenvEdits {
  const value = readFromDotenv(text);
  if (value === undefined) return { ok: true, edits: [] };
  const last = removeLast(text, value);
  if (!last.ok) return last;
  const after = applyEdits(text, last.edits);
  const rest = removeFromDotenv(after);
  if (!rest.ok || rest.edits.length === 0) return rest.ok ? last : rest;
  return { ok: true, edits: [difference(text, applyEdits(after, rest.edits))] };
}

function removeLast(text: string, value: string): DotenvEdits {
  const undone = undoAppending(text, value);
  if (undone) return { ok: true, edits: [undone] };
  const candidates = assignments(text).map(({ lineStart, lineEnd: end }): Edit[] => [
    { offset: lineStart, length: end - lineStart, replacement: "" },
  ]);
  // An earlier assignment comes to light when the last one goes, so only the other variables are compared.
  return judge(text, candidates, (after) => sameVariables(othersOf(after), othersOf(parse(text))));
}

function appended(text: string, value: string): Edit {
  const eol = lineEnd(text);
  const line = `${SESSION_KEY_VARIABLE}=${value}`;
  const endsItsLine = text === "" || /[\r\n]$/.test(text);
  // A file without a last newline keeps that habit.
  return { offset: text.length, length: 0, replacement: endsItsLine ? line + eol : eol + line };
}

function undoAppending(text: string, value: string): Edit | undefined {
  const start = text.lastIndexOf(`${SESSION_KEY_VARIABLE}=${value}`);
  const eol = lineEnd(text);
  return [start, start - eol.length]
    .filter((offset) => offset >= 0)
    .map((offset): Edit => ({ offset, length: text.length - offset, replacement: "" }))
    .find((edit) => {
      const before = applyEdits(text, [edit]);
      return readFromDotenv(before) === undefined && applyEdits(before, [appended(before, value)]) === text;
    });
}

interface Assignment {
  lineStart: number;
  /** Behind the line's own newline. */
  lineEnd: number;
  /** The value with its quotes. */
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
    const lineStart = head.index;
    const start = head.index + head[0].length;
    const rest = text.slice(start);
    const quoted = /^'(?:\\'|[^'])*'|^"(?:\\"|[^"])*"|^`(?:\\`|[^`])*`/.exec(rest)?.[0];
    const end = start + (quoted ?? /^[^#\r\n]*/.exec(rest)![0].trimEnd()).length;
    const newline = /[^\r\n]*(?:\r\n|\r|\n|$)/.exec(text.slice(end))!;
    return { lineStart, lineEnd: end + newline[0].length, start, end, quote: quoted?.[0] ?? "" };
  }).toReversed();
}

/** The first candidate after which dotenv sees what was wanted and no other change. */
function judge(text: string, candidates: Edit[][], isRight: (after: Variables) => boolean): DotenvEdits {
  const right = candidates.find((edits) => isRight(parse(applyEdits(text, edits))));
  return right ? { ok: true, edits: right } : { ok: false, code: "dotenv_unsupported" };
}

function othersOf({ [SESSION_KEY_VARIABLE]: _, ...others }: Variables): Variables {
  return others;
}

function sameVariables(a: Variables, b: Variables): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && a[name] === b[name])
  );
}
