/** How a key gets into one of OpenClaw's files, and out of it. Apart from `key-files.ts`: who only looks need not load it. */
import path from "node:path";
import { SessionKey } from "../../core/claude/session-key.ts";
import { formatOf, withoutKey } from "../../core/config/formats.ts";
import type { Replaceable } from "../../core/config/foreign.ts";
import { failure, type Failure, type Result } from "../../core/messages/failures.ts";
import type { FileKind, Foreign, KeyMark } from "../../core/messages/messages.ts";
import { isMissing } from "./inspect.ts";
import { at, fileId, placeProblem, readOnlyProblem, rulesOf } from "./key-files.ts";
import type { Instance } from "./paths.ts";
import { replaceFile, type Replaced } from "./replace.ts";
import { removeTempFiles } from "./temp-files.ts";

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

function notConfirmed(file: string, confirmed: string | undefined): Failure | null {
  return confirmed === undefined || confirmed === fileId(file) ? null : failure("file_changed_place");
}
