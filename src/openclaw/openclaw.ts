/** What the companion can do, the same for a browser and for a command line. */
import type { Failure } from "../core/messages/failures.ts";
import { version } from "../core/messages/identity.ts";
import type {
  Effect,
  FileKind,
  FileReport,
  RemoveReply,
  SetReply,
  StatusReply,
} from "../core/messages/messages.ts";
import { PROTOCOL_VERSION } from "../core/messages/messages.ts";
import { effectiveSource, hidingSource } from "../core/config/precedence.ts";
import { SessionKey } from "../core/claude/session-key.ts";
import { copiesWithKey } from "./files/backups.ts";
import { fileId, readOpenClawFile, removeFromOpenClawFile, setInOpenClawFile } from "./files/key-files.ts";
import type { Environment, OpenClawPaths } from "./files/paths.ts";
import { pathOfSource, readSources } from "./files/sources.ts";

/** Which OpenClaw: its files, and the variables that its rules depend on. */
export interface Instance {
  paths: OpenClawPaths;
  env: Environment;
  /** Null in the native host; see `readSources`. */
  shell: Environment | null;
  /** As `clawkey install` noted them. */
  browsers?: readonly string[];
  profile?: string | null;
}

/** @param salt of whoever asks: fingerprints can only be compared with their own */
export async function status(
  { paths, env, shell, browsers = [] }: Instance,
  salt: string,
): Promise<StatusReply> {
  const report = async (kind: FileKind): Promise<FileReport> => {
    const { path: file, exists, value, problem } = await readOpenClawFile(kind, paths, env);
    return {
      id: fileId(file),
      path: file,
      exists,
      fingerprint: await fingerprintOf(value, salt),
      problem,
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
          path: await pathOfSource(found.source, paths),
          fingerprint: await fingerprintOf(found.value, salt),
        }
      : null,
  };
}

/** @param confirmed the id of the file that the user has agreed to; see `setInOpenClawFile` */
export async function set(
  place: Instance,
  kind: FileKind,
  key: SessionKey,
  confirmed?: string,
): Promise<SetReply | Failure> {
  const replaced = await setInOpenClawFile(kind, place.paths, place.env, key, confirmed);
  if (!replaced.ok) return replaced;
  return { ...replaced, effect: await effectOf(place, kind) };
}

/** @param confirmed as for `set` */
export async function remove(
  { paths, env }: Instance,
  kind: FileKind,
  confirmed?: string,
): Promise<RemoveReply | Failure> {
  const replaced = await removeFromOpenClawFile(kind, paths, env, confirmed);
  if (!replaced.ok) return replaced;
  const { tightened: _, ...done } = replaced;
  return { ...done, backups: await copiesWithKey(paths) };
}

/** Does OpenClaw read what was just written? A higher source with the same key does no harm. */
async function effectOf({ paths, shell }: Instance, kind: FileKind): Promise<Effect> {
  const written = kind === "config" ? "configVars" : "globalDotenv";
  const source = hidingSource(await readSources(paths, shell), written);
  return source ? { effective: false, source, path: await pathOfSource(source, paths) } : { effective: true };
}

async function fingerprintOf(value: string | undefined, salt: string): Promise<string | null> {
  const parsed = SessionKey.parse(value);
  return parsed.ok ? parsed.key.fingerprint(salt) : null;
}
