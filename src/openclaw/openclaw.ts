/**
 * One OpenClaw, and all that Clawkey does with it: the door for the command line, the native host, and whatever
 * carries messages besides. Nothing that it imports at the top starts a process, writes a file, or is the editor of JSON5.
 */
import * as z from "zod/mini";
import { SessionKey } from "../core/claude/session-key.ts";
import { foreignIn } from "../core/config/foreign.ts";
import { effectiveSource, hidingSource } from "../core/config/precedence.ts";
import { failure, type Result } from "../core/messages/failures.ts";
import { version } from "../core/version.ts";
import { whereThrown } from "../core/messages/text.ts";
import {
  PROTOCOL_VERSION,
  type Effect,
  type FileKind,
  type FileReport,
  type Foreign,
  type GatewayEffect,
  type RemoveReply,
  type Reply,
  type SetReply,
  type StatusReply,
  type VerifyReply,
} from "../core/messages/messages.ts";
import { Request } from "../core/messages/requests.ts";
import { backupsWithKey, serviceCopiesWithKey } from "./files/backups.ts";
import { fileId, fingerprintOf, readKeyFile, type KeyFile } from "./files/key-files.ts";
import type { Removal, Setting } from "./files/key-edits.ts";
import type { Instance } from "./files/paths.ts";
import { copiesDotenv } from "./files/service.ts";
import { copiesSetAside } from "./files/set-aside.ts";
import {
  isGatewayElsewhere,
  type KnownTexts,
  readConfig,
  readEnvironment,
  readSources,
} from "./files/sources.ts";
import { removeTempFilesOf } from "./files/temp-files.ts";
import type { OpenClawAnswers } from "./verify/answers.ts";
import type { VerifyOptions } from "./verify/verify.ts";
import { knows } from "./versions.ts";

export type { Instance } from "./files/paths.ts";

/** @param salt of whoever asks: fingerprints can only be compared with their own */
export async function status(instance: Instance, salt: string): Promise<StatusReply> {
  await Promise.all([instance.paths.config, instance.paths.dotenv].map(removeTempFilesOf));
  const [config, dotenv] = [await readKeyFile(instance, "config"), await readKeyFile(instance, "dotenv")];
  const report = async ({ path: file, exists, value, problem }: KeyFile): Promise<FileReport> => {
    return { id: fileId(file), path: file, exists, fingerprint: await fingerprintOf(value, salt), problem };
  };
  const texts = new Map([config, dotenv].map(({ path: file, text }) => [file, text]));
  const found = effectiveSource(await readSources(instance, texts));
  return {
    ok: true,
    protocol: PROTOCOL_VERSION,
    version,
    browsers: [...(instance.browsers ?? [])],
    files: { config: await report(config), dotenv: await report(dotenv) },
    effective: found
      ? {
          source: found.source,
          path: found.path,
          fingerprint: await fingerprintOf(found.value ?? undefined, salt),
          ...heldAs(foreignIn(found.value)),
          ...(found.value === null ? { unknown: true } : {}),
        }
      : null,
    // Of no interest while a key stands there, and there may be many.
    ...(SessionKey.parse(config.value).ok ? {} : { setAside: await copiesSetAside(instance.paths, salt) }),
  };
}

/** The way to ask OpenClaw itself, which nobody loads who has nothing to ask. */
export type Asking = () => Promise<OpenClawAnswers>;

/** @param asking for OpenClaw's version: on that it depends what a running gateway makes of a second key */
export async function setKey(
  instance: Instance,
  kind: FileKind,
  key: SessionKey,
  setting?: Setting,
  asking?: Asking,
): Promise<Result<SetReply>> {
  const { setInKeyFile } = await import("./files/key-edits.ts");
  const written = await setInKeyFile(instance, kind, key, setting);
  if (!written.ok) return written;
  const { text, hadKey, ...done } = written;
  const known = new Map([[instance.paths[kind], text]]);
  const isCopied = kind === "dotenv" && (await copiesDotenv(instance.paths));
  const reply = {
    ...done,
    effect: await effectOf(instance, kind, known),
    ...(isCopied ? { copiedByService: true as const } : {}),
  };
  if (!done.changed) return reply;
  const isElsewhere = await isGatewayElsewhere(instance, known);
  return {
    ...reply,
    gateway: isElsewhere ? "remote" : await gatewayEffect(kind, hadKey, asking, setting?.signal),
  };
}

export async function removeKey(
  instance: Instance,
  kind: FileKind,
  removal?: Removal,
): Promise<Result<RemoveReply>> {
  const { removeFromKeyFile } = await import("./files/key-edits.ts");
  const removed = await removeFromKeyFile(instance, kind, removal);
  if (!removed.ok) return removed;
  const { text: _, tightened, kept, holds, ...done } = removed;
  const serviceCopies = await serviceCopiesWithKey(instance.paths);
  return {
    ...done,
    ...(kept ? { kept } : {}),
    ...heldAs(holds),
    ...(tightened ? { tightened } : {}),
    backups: await backupsWithKey(instance.paths),
    ...(serviceCopies.length > 0 ? { serviceCopies } : {}),
  };
}

const heldAs = (holds: Foreign | undefined) => (holds === undefined ? {} : { holds });

/** From the key to the windows, step by step. @param answers OpenClaw's own, from a program or from within it */
export async function verify(
  instance: Instance,
  answers: OpenClawAnswers,
  options?: VerifyOptions,
): Promise<Result<VerifyReply>> {
  const steps = await import("./verify/verify.ts");
  return steps.verify(instance, answers, options);
}

const Spoken = z.object({ protocol: z.number() });

/**
 * Answers one message, however it came.
 * @param message decoded, and otherwise as it came
 * @param instance null where it can't be known: then nothing is done
 * @param askingOf how to ask what this OpenClaw says of itself
 * @param options for `verify`; once its signal says that nobody waits any more, nothing is set either
 */
export async function answer(
  message: unknown,
  instance: Instance | null,
  askingOf: (instance: Instance) => Asking,
  options?: VerifyOptions,
): Promise<Result<Reply>> {
  const spoken = Spoken.safeParse(message);
  if (spoken.success && spoken.data.protocol !== PROTOCOL_VERSION)
    return failure("protocol_unsupported", { protocol: PROTOCOL_VERSION });
  const request = Request.safeParse(message);
  if (!request.success) return failure("request_invalid");
  if (instance === null) return failure("installation_broken");
  try {
    const asking = askingOf(instance);
    if (request.data.verb === "verify") return await verify(instance, await asking(), options);
    return await perform(request.data, instance, asking, options?.signal);
  } catch (error) {
    // A bug of ours. Its own words could hold anything, so they go nowhere.
    console.error(["internal_error", ...whereThrown(error)].join("\n"));
    return failure("internal_error");
  }
}

async function perform(
  request: Exclude<Request, { verb: "verify" }>,
  instance: Instance,
  asking: Asking,
  signal: AbortSignal | undefined,
): Promise<Result<Reply>> {
  if (request.verb === "status") return status(instance, request.salt);
  const { file, fileId: confirmed } = request;
  if (request.verb === "remove") return removeKey(instance, file, { confirmed, only: request.only });
  const parsed = SessionKey.parse(request.key);
  const { replace } = request;
  return parsed.ok
    ? setKey(instance, file, parsed.key, { confirmed, replace, signal }, asking)
    : failure(parsed.code);
}

/** Does OpenClaw read what was just written? A higher source with the same key does no harm. */
async function effectOf(instance: Instance, kind: FileKind, known: KnownTexts): Promise<Effect> {
  const environment = await readEnvironment(instance, known);
  const isConfigRead = effectiveSource(environment) === undefined;
  // Most often one file decides, and the config need not be read for it.
  if (kind === "config" && isConfigRead) return { effective: true };
  const sources =
    kind === "dotenv" && !isConfigRead
      ? environment
      : [...environment, ...(await readConfig(instance, known))];
  const hiding = hidingSource(sources, kind === "config" ? "configVars" : "globalDotenv");
  return hiding ? { effective: false, source: hiding.source, path: hiding.path } : { effective: true };
}

/** A lock may have been waited for already, and the browser gives up after 15 s. */
const VERSION_MS = 3_000;

/** @param hadKey another one stood there before, which a running gateway may have by now */
async function gatewayEffect(
  kind: FileKind,
  hadKey: boolean,
  asking: Asking | undefined,
  signal = new AbortController().signal,
): Promise<GatewayEffect | undefined> {
  // No process reads its `.env` again.
  if (kind === "dotenv") return "restart";
  if (!hadKey) return "follows";
  const answers = await asking?.();
  const found = await answers?.version(AbortSignal.any([signal, AbortSignal.timeout(VERSION_MS)]));
  if (!found?.ok) return undefined;
  return knows(found.version, "rotation") ? "follows" : "restart";
}
