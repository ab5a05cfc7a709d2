/** OpenClaw's two files as texts: how large each may be, how it is read, and how a key gets into it and out of it. */
import { SessionKey, sessionKeysIn } from "../claude/session-key.ts";
import type { Failure, Result } from "../messages/failures.ts";
import type { FileKind, Foreign, KeyMark } from "../messages/messages.ts";
import { newDotenv, readFromDotenv, removeFromDotenv, setInDotenv } from "./dotenv.ts";
import { foreignIn, type MayGo, type Replaceable } from "./foreign.ts";

const MEBIBYTE = 1024 * 1024;

export const MAX_BYTES: Readonly<Record<FileKind, number>> = {
  config: 2 * MEBIBYTE,
  /** OpenClaw passes over a larger one without a word. */
  dotenv: MEBIBYTE,
};

export interface Format {
  /** @returns `problem`: why a write would be refused */
  read(text: string): { value: string | undefined; problem: Failure | null };
  set(text: string, value: string, replace: Replaceable): Result<{ text: string }>;
  remove(text: string, mayGo?: MayGo): Result<{ text: string; holds: Foreign | undefined }>;
  /** The text of a new file. */
  create(value: string): string;
}

const DOTENV: Format = {
  read(text) {
    const trial = setInDotenv(text, "trial");
    return { value: readFromDotenv(text), problem: trial.ok ? null : trial };
  },
  set: setInDotenv,
  remove: removeFromDotenv,
  create: newDotenv,
};

/** The editor of JSON5 is large: it is loaded only for the file that needs it. */
export async function formatOf(kind: FileKind): Promise<Format> {
  if (kind === "dotenv") return DOTENV;
  const { newConfig, readFromConfig, removeFromConfig, setInConfig } = await import("./json5.ts");
  const read: Format["read"] = (text) => {
    const values = readFromConfig(text);
    if (!values.ok) return { value: undefined, problem: values };
    const { vars, flat, problem } = values;
    return { value: vars?.trim() ? vars : (flat ?? vars), problem };
  };
  return { read, set: setInConfig, remove: removeFromConfig, create: newConfig };
}

/**
 * The text without the key.
 * @param only the one key that may go; null for whatever session key stands there
 * @returns `kept`: another value than the one that was meant stands there, and was left alone; `holds`: if no session
 *   key, what
 */
export async function withoutKey(
  format: Format,
  text: string,
  only: KeyMark | null,
): Promise<Result<{ text: string; kept: boolean; holds: Foreign | undefined }>> {
  if (only === null) {
    const removed = format.remove(text);
    return removed.ok ? { ...removed, kept: removed.holds !== undefined } : removed;
  }
  const { value } = format.read(text);
  const meant = await meantIn(text, value, only);
  // A file that can't be edited is nobody's concern then.
  if (value !== undefined && !meant) return { ok: true, text, kept: true, holds: foreignIn(value) };
  const removed = format.remove(text, isKey(meant));
  if (!removed.ok) return removed;
  const isLeft = format.read(removed.text).value !== undefined;
  return { ...removed, kept: isLeft || removed.holds !== undefined };
}

/** The key that is meant, if it stands there; one may hide another. @param value the one that counts */
async function meantIn(
  text: string,
  value: string | undefined,
  { salt, fingerprint }: KeyMark,
): Promise<SessionKey | undefined> {
  for (const key of sessionKeysIn(`${value ?? ""} ${text}`))
    if ((await key.fingerprint(salt)) === fingerprint) return key;
  return undefined;
}

const isKey =
  (meant: SessionKey | undefined): MayGo =>
  (value) => {
    const parsed = SessionKey.parse(value);
    return parsed.ok && meant !== undefined && parsed.key.equals(meant);
  };
