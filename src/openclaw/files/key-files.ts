/** OpenClaw's two files as Clawkey sees them: what stands in each, and whether it can be written. */
import { createHash } from "node:crypto";
import { SessionKey } from "../../core/claude/session-key.ts";
import { formatOf } from "../../core/config/formats.ts";
import { failure, type Failure, type Result } from "../../core/messages/failures.ts";
import type { FileKind } from "../../core/messages/messages.ts";
import { isConfigReadOnly, type Instance } from "./paths.ts";
import { inspectFile } from "./inspect.ts";
import { READ_RULES, type ReadRules } from "./read.ts";

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

/** An edit's failure with the file in which it is; the editors know texts only. */
export const at = <T extends object>(file: string, result: Result<T>): Result<T> =>
  result.ok ? result : failure(result.code, { path: file, ...result.detail });

export const rulesOf = (kind: FileKind, { paths }: Instance): ReadRules => ({
  ...READ_RULES[kind],
  ...(kind === "dotenv" ? { config: paths.config } : {}),
});

export function readOnlyProblem(kind: FileKind, { paths, env }: Instance): Failure | null {
  if (kind !== "config" || !isConfigReadOnly(env)) return null;
  return failure("openclaw_read_only", { path: paths.config });
}

export function placeProblem(kind: FileKind, { paths: { unreadDotenv } }: Instance): Failure | null {
  return kind === "config" && unreadDotenv ? failure("dotenv_unsupported", { path: unreadDotenv }) : null;
}
