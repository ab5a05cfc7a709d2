/** OpenClaw's two files as Clawkey sees them: what stands in each, and how a key gets into it and out of it. */
import { createHash } from "node:crypto";
import path from "node:path";
import { SessionKey } from "../../core/claude/session-key.ts";
import { formatOf, withoutKey } from "../../core/config/formats.ts";
import type { Replaceable } from "../../core/config/foreign.ts";
import { failure, type Failure, type Result } from "../../core/messages/failures.ts";
import type { FileKind, Foreign, KeyMark } from "../../core/messages/messages.ts";
import { isConfigReadOnly, type Instance } from "./paths.ts";
import { inspectFile, isMissing } from "./inspect.ts";
import { READ_RULES, type ReadRules } from "./read.ts";
import { replaceFile, type Replaced } from "./replace.ts";
import { removeTempFiles } from "./temp-files.ts";

/** A name for the path that can stand in a message: the path itself never does, in that direction. */
export function fileId(file: string): string {
  return createHash("sha256").update(file).digest("hex").slice(0, 32);
}

/** Null where the value is no session key. */
export async function fingerprintOf(value: string | undefined, salt: string): Promise<string | null> {
  const parsed = SessionKey.parse(value);
  return parsed.ok ? parsed.key.fingerprint(salt) : null;
}

export interface KeyFile {
  path: string;
  /** Null where there is no file, or none that OpenClaw would read. */
  text: string | null;
  exists: boolean;
  /** What a write would replace. */
  value: string | undefined;
  /** Why a write would be refused now. */
  problem: Failure | null;
}

export async function readKeyFile(instance: Instance, kind: FileKind): Promise<KeyFile> {
  const file = instance.paths[kind];
  const { text, exists, problem } = await inspectFile(file, rulesOf(kind, instance));
  const refused = problem ?? readOnlyProblem(kind, instance) ?? placeProblem(kind, instance);
  if (text === null) return { path: file, text, exists, value: undefined, problem: refused };
  const { value, problem: inText } = (await formatOf(kind)).read(text);
  return { path: file, text, exists, value, problem: refused ?? (inText && at(file, inText)) };
}

export interface Setting {
  /** The `fileId` of the file that the user has agreed to: no other is touched. Left out, any may be. */
  confirmed?: string | undefined;
  /** What the user has agreed to lose. */
  replace?: Replaceable;
  /** Nobody waits for it any more: it is not done then. */
  signal?: AbortSignal | undefined;
}

/** `hadKey`: another key stood there before. */
export async function setInKeyFile(
  instance: Instance,
  kind: FileKind,
  key: SessionKey,
  { confirmed, replace, signal }: Setting = {},
): Promise<Result<Replaced & { hadKey: boolean }>> {
  const file = instance.paths[kind];
  const refused =
    notConfirmed(file, confirmed) ?? readOnlyProblem(kind, instance) ?? placeProblem(kind, instance);
  if (refused) return refused;
  const format = await formatOf(kind);
  const value = key.reveal();
  let hadKey = false;
  const replaced = await replaceFile({
    path: file,
    ...rulesOf(kind, instance),
    isSecret: true,
    signal,
    edit: (text) => {
      hadKey = text !== null && SessionKey.parse(format.read(text).value).ok;
      return text === null
        ? { ok: true, text: format.create(value) }
        : at(file, format.set(text, value, replace));
    },
  });
  return replaced.ok ? { ...replaced, hadKey } : replaced;
}

export interface Removal {
  /** As for a setting. */
  confirmed?: string;
  /** The only key that may go. */
  only?: KeyMark | null;
}

/** `kept`: another value than the one that was meant stands there, and was left alone; `holds`: if no session key, what. */
export async function removeFromKeyFile(
  instance: Instance,
  kind: FileKind,
  { confirmed, only = null }: Removal = {},
): Promise<Result<Replaced & { kept: boolean; holds?: Foreign | undefined }>> {
  const file = instance.paths[kind];
  const other = notConfirmed(file, confirmed) ?? placeProblem(kind, instance);
  if (other) return other;
  // No file is no reason to make its folder or to wait for a lock; a killed run's temp file is one to look there.
  if (await isMissing(file)) {
    await removeTempFiles(path.dirname(file));
    return { ok: true, path: file, text: null, changed: false, tightened: false, kept: false };
  }
  const forbidden = readOnlyProblem(kind, instance);
  if (forbidden) return forbidden;
  const format = await formatOf(kind);
  let left: { kept: boolean; holds?: Foreign | undefined } = { kept: false };
  const replaced = await replaceFile({
    path: file,
    ...rulesOf(kind, instance),
    edit: async (text) => {
      if (text === null) return { ok: true, text };
      const removed = at(file, await withoutKey(format, text, only));
      if (removed.ok) left = { kept: removed.kept, holds: removed.holds };
      return removed;
    },
  });
  return replaced.ok ? { ...replaced, ...left } : replaced;
}

/** An edit's failure with the file in which it is; the editors know texts only. */
const at = <T extends object>(file: string, result: Result<T>): Result<T> =>
  result.ok ? result : failure(result.code, { path: file, ...result.detail });

function notConfirmed(file: string, confirmed: string | undefined): Failure | null {
  return confirmed === undefined || confirmed === fileId(file) ? null : failure("file_changed_place");
}

const rulesOf = (kind: FileKind, { paths }: Instance): ReadRules => ({
  ...READ_RULES[kind],
  ...(kind === "dotenv" ? { config: paths.config } : {}),
});

function readOnlyProblem(kind: FileKind, { paths, env }: Instance): Failure | null {
  if (kind !== "config" || !isConfigReadOnly(env)) return null;
  return failure("openclaw_read_only", { path: paths.config });
}

function placeProblem(kind: FileKind, { paths: { unreadDotenv } }: Instance): Failure | null {
  return kind === "config" && unreadDotenv ? failure("dotenv_unsupported", { path: unreadDotenv }) : null;
}
