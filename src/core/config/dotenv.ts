/**
 * A `.env` file as text: read, set and remove `CLAUDE_AI_SESSION_KEY` by edits that touch nothing else.
 * dotenv's grammar is forgiving and full of corners, so it is not rebuilt here: dotenv itself, which OpenClaw uses,
 * says which of the places that look like an assignment are one, and judges each edit. Where none is right (an open
 * quote, for one), the failure is `dotenv_unsupported`.
 */
import { parse } from "dotenv";
import { failure, type Result } from "../messages/failures.ts";
import type { Foreign } from "../messages/messages.ts";
import { applyEdits, deletion, lineEnd, type Edit } from "./edit.ts";
import { foreignIn, isOurs, takenBy, type MayGo, type Replaceable } from "./foreign.ts";
import {
  SESSION_KEY_VARIABLE as NAME,
  USAGE_MARK as MARK,
  USAGE_MARKER_VARIABLE as MARKER,
} from "./precedence.ts";
import { isSame } from "./values.ts";

type Variables = Readonly<Record<string, string>>;

/** All variables of a file, as OpenClaw reads it; `undefined` where dotenv would be busy with it for seconds. */
export function parseDotenv(text: string): Variables | undefined {
  return isTooSparse(text) ? undefined : parse(text);
}

/** The value that OpenClaw would find, or `undefined` where the file does not set the variable. */
export function readFromDotenv(text: string): string | undefined {
  const variables = parseDotenv(text) ?? {};
  return Object.hasOwn(variables, NAME) ? variables[NAME] : undefined;
}

/** What the file is where there was none. */
export const newDotenv = (value: string): string => `${NAME}=${value}\n`;

/** The text in which the variable is `value`; `key_place_taken` where something else stands in its place. */
export function setInDotenv(
  text: string,
  value: string,
  replaceable?: Replaceable,
): Result<{ text: string }> {
  const before = parseDotenv(text);
  if (!before) return failure("dotenv_unsupported");
  const last = assignmentsIn(text).at(-1);
  const taken = takenBy([last?.value], replaceable);
  if (taken) return taken;
  if (last?.value === value) return { ok: true, text };
  const after = last ? applyEdits(text, [replacement(last, value)]) : append(text, NAME, value);
  return confirm(after, { ...before, [NAME]: value });
}

/**
 * The text without the variable, duplicates too. After `setInDotenv` had appended it: the bytes before.
 * @param mayGo asked of each value, those included that a later one hides
 * @returns `holds`: what is no session key, and was left where it stands
 */
export function removeFromDotenv(
  text: string,
  mayGo: MayGo = isOurs,
): Result<{ text: string; holds: Foreign | undefined }> {
  const before = parseDotenv(text);
  if (!before) return failure("dotenv_unsupported");
  const all = assignmentsIn(text);
  const left = all.findLast(({ value }) => !mayGo(value));
  const gone = all.filter(({ value }) => mayGo(value));
  const { [NAME]: _, ...others } = before;
  const wanted = left ? { ...others, [NAME]: left.value } : others;
  const withoutLines = applyEdits(
    text,
    gone.map((one) => removal(text, one)),
  );
  // What stands before and behind a line may be one assignment once it is gone: a comment keeps them apart.
  const commented = applyEdits(
    text,
    gone.map(({ start, valueEnd: end }) => ({ start, end, replacement: "#" })),
  );
  const candidates = [undoAppending(text, all, mayGo) ?? withoutLines, commented].map((after) =>
    confirm(after, wanted),
  );
  const done = candidates.find(({ ok }) => ok) ?? failure("dotenv_unsupported");
  return done.ok ? { ...done, holds: foreignIn(left?.value) } : done;
}

export const hasMarker = (text: string): boolean => parseDotenv(text)?.[MARKER] === MARK;

/** The text with the marker's line; as it is where the variable has a value already. */
export function addMarker(text: string): Result<{ text: string }> {
  const before = parseDotenv(text);
  if (!before) return failure("dotenv_unsupported");
  if (before[MARKER]?.trim()) return { ok: true, text };
  return confirm(append(text, MARKER, MARK), { ...before, [MARKER]: MARK });
}

/** The text without what `addMarker` appends; a value of the user's own stays. */
export function removeMarker(text: string): Result<{ text: string }> {
  const before = parseDotenv(text);
  if (!before) return failure("dotenv_unsupported");
  const { [MARKER]: value, ...others } = before;
  if (value !== MARK) return { ok: true, text };
  const line = new RegExp(`^${MARKER}=${MARK}[^\\S\\r\\n]*(?:\\r\\n|[\\r\\n]|$)`, "gm");
  const candidates = [...undoAppendingMarker(text), text.replaceAll(line, "")];
  return (
    candidates.map((after) => confirm(after, others)).find(({ ok }) => ok) ?? failure("dotenv_unsupported")
  );
}

/** A file without a last newline got one with the line. */
function undoAppendingMarker(text: string): string[] {
  const added = `${lineEnd(text)}${MARKER}=${MARK}`;
  return text.endsWith(added) ? [text.slice(0, -added.length)] : [];
}

function confirm(text: string, wanted: Variables): Result<{ text: string }> {
  return isSame(parseDotenv(text), wanted) ? { ok: true, text } : failure("dotenv_unsupported");
}

/** Of white space, in steps of dotenv's: from each of its lines it looks at all of the rest anew. Measured: half a second. */
const MAX_STEPS = 100_000_000;

/** Whether dotenv is not asked what stands in it. */
export function isTooSparse(text: string): boolean {
  let steps = 0;
  for (const [run] of text.matchAll(/\s{10,}/g)) {
    steps += run.length * (run.match(/[\n\r\u2028\u2029]/g)?.length ?? 0);
    if (steps > MAX_STEPS) return true;
  }
  return false;
}

function append(text: string, name: string, value: string): string {
  const eol = lineEnd(text);
  const line = `${name}=${value}`;
  const endsItsLine = text === "" || /[\r\n]$/.test(text);
  // A file without a last newline keeps that habit.
  return text + (endsItsLine ? line + eol : eol + line);
}

/** The text to which `append` would lead back; none where it was not the one to add the variable. */
function undoAppending(text: string, all: readonly Assignment[], mayGo: MayGo): string | undefined {
  const [only] = all;
  if (!only || all.length > 1 || !mayGo(only.value)) return undefined;
  const start = only.valueStart - `${NAME}=`.length;
  return [start, start - lineEnd(text).length]
    .filter((end) => end >= 0)
    .map((end) => text.slice(0, end))
    .find((before) => append(before, NAME, only.value) === text);
}

interface Assignment {
  /** As dotenv reads it. */
  value: string;
  /** Of its line. */
  start: number;
  /** Of the value with its quotes. */
  valueStart: number;
  valueEnd: number;
  quote: string;
}

/** Where an assignment of the variable may stand; it may stand within another's value as well. */
const HEAD = new RegExp(`^(\\ufeff?[^\\S\\r\\n\\u2028\\u2029]*(?:export\\s+)?)${NAME}(\\s*=|:\\s)`, "gm");

/** Quoted, on a later line too, or up to a comment or the end of the line. */
const VALUE = /\s*('(?:\\'|[^'])*'|"(?:\\"|[^"])*"|`(?:\\`|[^`])*`)(?=\s*(?:#.*)?$)|[^#\r\n]*/my;

/**
 * All that dotenv takes for one, in order: the last counts. Each gets another name, a name alone never changes how
 * dotenv reads the rest, and so it tells which of them are there, and with which value.
 */
function assignmentsIn(text: string): Assignment[] {
  let stem = NAME;
  while (text.includes(stem)) stem += "_";
  let count = 0;
  const renamed = text.replace(
    HEAD,
    (_, before: string, after: string) => `${before}${stem}${count++}${after}`,
  );
  const variables = parseDotenv(renamed) ?? {};
  return Array.from(text.matchAll(HEAD)).flatMap((head, i): Assignment[] => {
    const value = variables[`${stem}${i}`];
    // One that stands in its value was renamed too.
    return value === undefined
      ? []
      : [{ value: value.replaceAll(new RegExp(`${stem}\\d+`, "g"), NAME), ...extentOf(text, head) }];
  });
}

function extentOf(text: string, head: RegExpExecArray): Omit<Assignment, "value"> {
  // A mark of the byte order is the file's, and stays.
  const start = head.index === 0 && text.startsWith("\ufeff") ? 1 : head.index;
  VALUE.lastIndex = head.index + head[0].length;
  const [found, quoted = ""] = VALUE.exec(text)!;
  const valueEnd = VALUE.lastIndex - (found.length - found.trimEnd().length);
  return { start, valueStart: valueEnd - found.trim().length, valueEnd, quote: quoted.slice(0, 1) };
}

const replacement = ({ valueStart, valueEnd, quote }: Assignment, value: string): Edit => ({
  start: valueStart,
  end: valueEnd,
  replacement: quote + value + quote,
});

const REST_OF_LINE = /[^\S\r\n\u2028\u2029]*(?:\r\n|[\r\n\u2028\u2029])?/y;

/** With its line; a comment on it stays. */
function removal(text: string, { start, valueEnd }: Assignment): Edit {
  REST_OF_LINE.lastIndex = valueEnd;
  REST_OF_LINE.test(text);
  return deletion(start, REST_OF_LINE.lastIndex);
}
