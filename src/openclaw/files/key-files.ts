/** OpenClaw's two files as Clawkey sees them: what stands in each, and how a key gets into it and out of it. */
import type { Failure } from "../../core/messages/failures.ts";
import { createHash } from "node:crypto";
import path from "node:path";
import { applyEdits } from "../../core/config/edit.ts";
import type { FileKind } from "../../core/messages/messages.ts";
import type { SessionKey } from "../../core/claude/session-key.ts";
import {
  countToClear,
  fileToClear,
  fileToSet,
  type Chosen,
  type Edits,
  type OpenClawFile,
} from "./chosen-file.ts";
import { removeLeftovers } from "./temp-files.ts";
import { isConfigReadOnly, type Environment, type OpenClawPaths } from "./paths.ts";
import { readPlainFile } from "./read-plain-file.ts";
import { inspectFile, replaceFile, type Replaced } from "./replace.ts";

/** Only ever used to see whether a write would be refused. */
const TRIAL_VALUE = "trial";

/** A name for the path that can stand in a message: the path itself never does, in that direction. */
export function fileId(file: string): string {
  return createHash("sha256").update(file).digest("hex").slice(0, 32);
}

export interface FileState {
  /** Of the file that a write would go to now. */
  path: string;
  exists: boolean;
  value: string | undefined;
  /** Why a write would be refused now. */
  problem: Failure | null;
}

export async function readOpenClawFile(
  kind: FileKind,
  paths: OpenClawPaths,
  env: Environment,
): Promise<FileState> {
  const chosen = await fileToSet(kind, paths);
  if (!chosen.ok)
    return { path: shownPath(kind, paths, chosen), exists: true, value: undefined, problem: chosen };
  const { file } = chosen;
  const inspected = await inspectFile(file);
  // A file that can't be written may hold a key all the same, and OpenClaw reads it.
  const text = inspected.ok ? inspected.text : await readPlainFile(file.path, file.maxBytes);
  const value = text === null ? undefined : file.read(text);
  if (!inspected.ok) return { path: file.path, exists: true, value, problem: inspected };
  const forbidden = readOnlyProblem(kind, paths, env);
  const trial = text === null ? null : file.set(text, TRIAL_VALUE);
  const unfit = trial === null || trial.ok ? null : refusal(file.path, trial);
  return { path: file.path, exists: text !== null, value, problem: forbidden ?? unfit };
}

/** @param confirmed the `fileId` of the file that the user has agreed to: no other is touched. Left out, any may be */
export async function setInOpenClawFile(
  kind: FileKind,
  paths: OpenClawPaths,
  env: Environment,
  key: SessionKey,
  confirmed?: string,
): Promise<Replaced> {
  const chosen = await fileToSet(kind, paths);
  if (isAnother(shownPath(kind, paths, chosen), confirmed)) return CHANGED_PLACE;
  const forbidden = readOnlyProblem(kind, paths, env);
  if (forbidden) return forbidden;
  if (!chosen.ok) return chosen;
  const value = key.reveal();
  return change(
    chosen.file,
    () => fileToSet(kind, paths),
    (file, text) => (text === null ? file.create(value) : file.set(text, value)),
  );
}

/** @param confirmed as for `setInOpenClawFile` */
export async function removeFromOpenClawFile(
  kind: FileKind,
  paths: OpenClawPaths,
  env: Environment,
  confirmed?: string,
): Promise<Replaced> {
  const shown = shownPath(kind, paths, await fileToSet(kind, paths));
  if (isAnother(shown, confirmed)) return CHANGED_PLACE;
  let removed = await removeOnce(kind, paths, env);
  for (let left = await countToClear(kind, paths); left > 0; left--) {
    // A value that goes may bring another to light that it has hidden.
    if (removed.ok && removed.changed) removed = await removeOnce(kind, paths, env);
  }
  return removed;
}

async function removeOnce(kind: FileKind, paths: OpenClawPaths, env: Environment): Promise<Replaced> {
  const chosen = await fileToClear(kind, paths);
  if (!chosen.ok) return chosen;
  const inspected = await inspectFile(chosen.file);
  // Nothing to remove is no reason to make the folder or to wait for the lock; a killed run's temp file is one.
  if (inspected.ok && inspected.text === null) {
    await removeLeftovers(path.dirname(inspected.path));
    return { ok: true, path: inspected.path, changed: false, tightened: false };
  }
  const forbidden = readOnlyProblem(kind, paths, env);
  if (forbidden) return forbidden;
  return change(
    chosen.file,
    () => fileToClear(kind, paths),
    (file, text) => (text === null ? { ok: true, edits: [] } : file.remove(text)),
  );
}

/**
 * @param choose asked again under the lock, for the config may have been split meanwhile
 * @param produce a whole new text, or edits to the old one
 */
function change(
  file: OpenClawFile,
  choose: () => Promise<Chosen>,
  produce: (file: OpenClawFile, text: string | null) => string | Edits,
): Promise<Replaced> {
  return replaceFile({
    ...file,
    edit: async (text) => {
      const now = await choose();
      if (!now.ok) return now;
      if (now.file.path !== file.path)
        return { ok: false, code: "file_changed_meanwhile", detail: { path: file.path } };
      const result = produce(now.file, text);
      if (typeof result === "string") return { ok: true, text: result };
      if (!result.ok) return refusal(file.path, result);
      return {
        ok: true,
        text: text === null || result.edits.length === 0 ? null : applyEdits(text, result.edits),
      };
    },
  });
}

const CHANGED_PLACE: Failure = { ok: false, code: "file_changed_place" };

/** What `status` shows, and the user confirms: where no file can be named, the config that leads to none. */
function shownPath(kind: FileKind, paths: OpenClawPaths, chosen: Chosen): string {
  return chosen.ok ? chosen.file.path : paths[kind];
}

function isAnother(file: string, confirmed: string | undefined): boolean {
  return confirmed !== undefined && confirmed !== fileId(file);
}

function readOnlyProblem(kind: FileKind, paths: OpenClawPaths, env: Environment): Failure | null {
  if (kind !== "config" || !isConfigReadOnly(env)) return null;
  return { ok: false, code: "openclaw_read_only", detail: { path: paths.config } };
}

function refusal(file: string, { code, line, column }: Edits & { ok: false }): Failure {
  const place = line === undefined || column === undefined ? {} : { line, column };
  return { ok: false, code, detail: { path: file, ...place } };
}
