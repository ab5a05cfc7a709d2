/** What the companion can do, the same for a browser and for a command line. */
import { readdir } from "node:fs/promises";
import path from "node:path";
import type {
  CompanionFailure,
  Effect,
  FileKind,
  FileReport,
  RemoveReply,
  SetReply,
  StatusReply,
} from "../src/protocol/companion.ts";
import { PROTOCOL_VERSION } from "../src/protocol/companion.ts";
import { effectiveSource, hidingSource } from "../src/openclaw/effective.ts";
import { SessionKey } from "../src/session/session-key.ts";
import { version } from "./version.ts";
import { fileId, readOpenClawFile, removeFromOpenClawFile, setInOpenClawFile } from "./openclaw-files.ts";
import type { Environment, OpenClawPaths } from "./paths.ts";
import { readPlainFile } from "./read-plain-file.ts";
import { pathOfSource, readSources } from "./sources.ts";

/** Which OpenClaw: its files, and the variables that its rules depend on. */
export interface Place {
  paths: OpenClawPaths;
  env: Environment;
  /** Null in the native host; see `readSources`. */
  shell: Environment | null;
  /** As `clawkey install` noted them. */
  browsers?: readonly string[];
}

/** @param salt of whoever asks: fingerprints can only be compared with their own */
export async function status(
  { paths, env, shell, browsers = [] }: Place,
  salt: string,
): Promise<StatusReply> {
  const report = async (kind: FileKind): Promise<FileReport> => {
    const { inspected, value, problem } = await readOpenClawFile(kind, paths, env);
    return {
      id: fileId(paths[kind]),
      path: paths[kind],
      exists: !inspected.ok || inspected.text !== null,
      fingerprint: await fingerprintOf(value, salt),
      problem: problem && { code: problem.code, ...(problem.detail ? { detail: problem.detail } : {}) },
    };
  };
  const found = effectiveSource(await readSources(paths, shell));
  return {
    ok: true,
    protocol: PROTOCOL_VERSION,
    version,
    browsers: [...browsers],
    files: { config: await report("config"), dotenv: await report("dotenv") },
    effective: found
      ? {
          source: found.source,
          path: pathOfSource(found.source, paths),
          fingerprint: await fingerprintOf(found.value, salt),
        }
      : null,
  };
}

export async function set(
  place: Place,
  kind: FileKind,
  key: SessionKey,
): Promise<SetReply | CompanionFailure> {
  const replaced = await setInOpenClawFile(kind, place.paths, place.env, key);
  if (!replaced.ok) return replaced;
  return { ...replaced, effect: await effectOf(place, kind) };
}

export async function remove({ paths, env }: Place, kind: FileKind): Promise<RemoveReply | CompanionFailure> {
  const replaced = await removeFromOpenClawFile(kind, paths, env);
  if (!replaced.ok) return replaced;
  const { tightened: _, ...done } = replaced;
  return { ...done, copies: await copiesWithKey(paths.config) };
}

/** Does OpenClaw read what was just written? A higher source with the same key does no harm. */
async function effectOf({ paths, shell }: Place, kind: FileKind): Promise<Effect> {
  const written = kind === "config" ? "configVars" : "globalDotenv";
  const source = hidingSource(await readSources(paths, shell), written);
  return source ? { effective: false, source, path: pathOfSource(source, paths) } : { effective: true };
}

async function fingerprintOf(value: string | undefined, salt: string): Promise<string | null> {
  const parsed = SessionKey.parse(value);
  return parsed.ok ? parsed.key.fingerprint(salt) : null;
}

/** What OpenClaw appends to the config's name for a copy of its own. */
const COPY_SUFFIX = /^\.(bak(\.\d+)?|last-good|rejected\..+|clobbered\..+)$/;

const MAX_COPY_BYTES = 16 * 1024 * 1024;

/** OpenClaw's own copies of its config, named so that the user can decide; they are not ours to delete. */
async function copiesWithKey(config: string): Promise<string[]> {
  const { dir: folder, base } = path.parse(config);
  const names = await readdir(folder).catch(() => []);
  const copies = names.filter((name) => name.startsWith(base) && COPY_SUFFIX.test(name.slice(base.length)));
  const holding = await Promise.all(
    copies.map(async (name) => {
      const text = (await readPlainFile(path.join(folder, name), MAX_COPY_BYTES)) ?? "";
      const keys = text.match(/sk-ant-[\w-]+/g) ?? [];
      return keys.some((key) => SessionKey.parse(key).ok) ? [path.join(folder, name)] : [];
    }),
  );
  return holding.flat().toSorted();
}
