/** OpenClaw's two files as Clawkey sees them: what is read from each, and how each is changed. */
import { createHash } from "node:crypto";
import path from "node:path";
import { newConfig, readFromConfig, removeFromConfig, setInConfig } from "../src/openclaw/config-text.ts";
import { readFromDotenv, removeFromDotenv, setInDotenv } from "../src/openclaw/dotenv-text.ts";
import { applyEdits, type Edit } from "../src/openclaw/edit.ts";
import type { CompanionFailure, FileKind } from "../src/protocol/companion.ts";
import type { SessionKey } from "../src/session/session-key.ts";
import { removeLeftovers } from "./leftovers.ts";
import { isConfigReadOnly, type Environment, type OpenClawPaths } from "./paths.ts";
import { readPlainFile } from "./read-plain-file.ts";
import { inspectFile, replaceFile, type Inspected, type Replaced, type Replacement } from "./replace-file.ts";

type Edits =
  | { ok: true; edits: Edit[] }
  | { ok: false; code: CompanionFailure["code"]; line?: number; column?: number };

interface OpenClawFile extends Pick<Replacement, "links" | "maxBytes"> {
  /** The value that counts in this text, the one a write would replace. */
  read(text: string): string | undefined;
  set(text: string, value: string): Edits;
  remove(text: string): Edits;
  create(value: string): string;
}

const MEBIBYTE = 1024 * 1024;

/** OpenClaw passes over a larger .env without a word. */
export const MAX_DOTENV_BYTES = MEBIBYTE;

/** Only ever used to see whether a write would be refused. */
const TRIAL_VALUE = "trial";

const FILES: Record<FileKind, OpenClawFile> = {
  config: {
    links: "refuse",
    maxBytes: 16 * MEBIBYTE,
    read: (text) => {
      const values = readFromConfig(text);
      return values.ok ? values.vars : undefined;
    },
    set: setInConfig,
    remove: removeFromConfig,
    create: newConfig,
  },
  dotenv: {
    links: "follow",
    maxBytes: MAX_DOTENV_BYTES,
    read: readFromDotenv,
    set: setInDotenv,
    remove: removeFromDotenv,
    create: (value) => applyAll("", setInDotenv("", value)),
  },
};

/** A name for the path that can stand in a message: the path itself never does, in that direction. */
export function fileId(file: string): string {
  return createHash("sha256").update(file).digest("hex").slice(0, 32);
}

export interface FileState {
  inspected: Inspected;
  value: string | undefined;
  /** Why a write would be refused now. */
  problem: CompanionFailure | null;
}

export async function readOpenClawFile(
  kind: FileKind,
  paths: OpenClawPaths,
  env: Environment,
): Promise<FileState> {
  const file = FILES[kind];
  const inspected = await inspectFile({ path: paths[kind], links: file.links, maxBytes: file.maxBytes });
  // A file that can't be written may hold a key all the same, and OpenClaw reads it.
  const text = inspected.ok ? inspected.text : await readPlainFile(paths[kind], file.maxBytes);
  const value = text === null ? undefined : file.read(text);
  if (!inspected.ok) return { inspected, value, problem: inspected };
  const forbidden = readOnlyProblem(kind, paths, env);
  const trial = text === null ? null : file.set(text, TRIAL_VALUE);
  const unfit = trial === null || trial.ok ? null : refusal(paths[kind], trial);
  return { inspected, value, problem: forbidden ?? unfit };
}

export async function setInOpenClawFile(
  kind: FileKind,
  paths: OpenClawPaths,
  env: Environment,
  key: SessionKey,
): Promise<Replaced> {
  const file = FILES[kind];
  const value = key.reveal();
  return change(kind, paths, env, (text) => (text === null ? file.create(value) : file.set(text, value)));
}

export async function removeFromOpenClawFile(
  kind: FileKind,
  paths: OpenClawPaths,
  env: Environment,
): Promise<Replaced> {
  const { inspected } = await readOpenClawFile(kind, paths, env);
  // Nothing to remove is no reason to make the folder or to wait for the lock; a killed run's temp file is one.
  if (inspected.ok && inspected.text === null) {
    await removeLeftovers(path.dirname(inspected.path));
    return { ok: true, path: inspected.path, changed: false, tightened: false };
  }
  return change(kind, paths, env, (text) =>
    text === null ? { ok: true, edits: [] } : FILES[kind].remove(text),
  );
}

/** @param produce a whole new text, or edits to the old one */
async function change(
  kind: FileKind,
  paths: OpenClawPaths,
  env: Environment,
  produce: (text: string | null) => string | Edits,
): Promise<Replaced> {
  const forbidden = readOnlyProblem(kind, paths, env);
  if (forbidden) return forbidden;
  const { links, maxBytes } = FILES[kind];
  return replaceFile({
    path: paths[kind],
    links,
    maxBytes,
    edit: (text) => {
      const result = produce(text);
      if (typeof result === "string") return { ok: true, text: result };
      if (!result.ok) return refusal(paths[kind], result);
      return {
        ok: true,
        text: text === null || result.edits.length === 0 ? null : applyEdits(text, result.edits),
      };
    },
  });
}

function readOnlyProblem(kind: FileKind, paths: OpenClawPaths, env: Environment): CompanionFailure | null {
  if (kind !== "config" || !isConfigReadOnly(env)) return null;
  return { ok: false, code: "openclaw_read_only", detail: { path: paths.config } };
}

function refusal(file: string, { code, line, column }: Edits & { ok: false }): CompanionFailure {
  const place = line === undefined || column === undefined ? {} : { line, column };
  return { ok: false, code, detail: { path: file, ...place } };
}

function applyAll(text: string, result: Edits): string {
  if (!result.ok) throw new Error(`an empty text takes any edit, but not this: ${result.code}`);
  return applyEdits(text, result.edits);
}
