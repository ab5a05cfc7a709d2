/**
 * The variable in the process's environment, where OpenClaw looks each time that it asks for the usage, and whose value
 * it is: a key of Clawkey's, OpenClaw's own copy of a file, or the user's.
 */
import { createHash, randomBytes } from "node:crypto";
import { SessionKey, sessionKeysIn } from "../core/claude/session-key.ts";
import { SESSION_KEY_VARIABLE } from "../core/config/precedence.ts";
import { READ_RULES, readTextNow } from "../openclaw/files/read.ts";
import type { Paths } from "./paths.ts";
import { processState, type FirstEnvironment } from "./process-state.ts";

/**
 * Says of the variable's value that Clawkey put it there: a salted fingerprint, and the browser that sent it. It is
 * inherited together with the key, by a process that takes the gateway's place and by the commands that it starts, and
 * holds for no other value.
 */
const NOTE_VARIABLE = "CLAWKEY_SESSION_KEY_NOTE";

/** By systems' services: names of variables, with commas between, whose values OpenClaw took from its files. */
const MANAGED_VARIABLE = "OPENCLAW_SERVICE_MANAGED_ENV_KEYS";

type Variables = NodeJS.ProcessEnv;

/** To be called as the plugin is registered, before anything of ours is set; what a process had at first, counts. */
export function noteEnvironment(env: Variables): FirstEnvironment {
  const managed = env[MANAGED_VARIABLE]?.split(",").map((name) => name.trim()) ?? [];
  return (processState().environment ??= {
    value: env[SESSION_KEY_VARIABLE],
    isOurs: inMemory(env) !== null,
    isManaged: managed.includes(SESSION_KEY_VARIABLE),
  });
}

export interface InMemory {
  key: SessionKey;
  /** The id of the browser that sent it, in hex. */
  by: string;
}

/** Clawkey's key in the environment; null where there is none, or another value. */
export function inMemory(env: Variables): InMemory | null {
  const [salt, digest, by] = env[NOTE_VARIABLE]?.split(":") ?? [];
  const parsed = SessionKey.parse(env[SESSION_KEY_VARIABLE]);
  if (salt === undefined || by === undefined || !parsed.ok) return null;
  return digestOf(salt, parsed.key) === digest ? { key: parsed.key, by } : null;
}

export function putInMemory(env: Variables, { key, by }: InMemory): void {
  const salt = randomBytes(16).toString("hex");
  env[NOTE_VARIABLE] = [salt, digestOf(salt, key), by].join(":");
  env[SESSION_KEY_VARIABLE] = key.reveal();
}

/** Takes Clawkey's key out of the environment, and gives back what was there before. Leaves any other value alone. */
export function clearMemory(env: Variables, paths: Paths): void {
  if (inMemory(env)) {
    const first = noteEnvironment(env);
    if (first.value !== undefined && isGivenBack(first, paths)) env[SESSION_KEY_VARIABLE] = first.value;
    else delete env[SESSION_KEY_VARIABLE];
  }
  delete env[NOTE_VARIABLE];
}

/**
 * What the user set, a blank as well. A copy of a file only while the file has it: a key that was taken out of there,
 * by the companion say, must not come back. Nothing that Clawkey itself handed down to this process.
 */
function isGivenBack({ value = "", isOurs, isManaged, isCopy }: FirstEnvironment, paths: Paths): boolean {
  if (isOurs) return false;
  return value.trim() === "" || !(isManaged || isCopy) || standsInFiles(value, paths);
}

/** The user's own value, which OpenClaw uses; null where there is none. */
export function usersValue(env: Variables, paths: Paths): string | null {
  const value = env[SESSION_KEY_VARIABLE];
  if (value === undefined || value.trim() === "" || inMemory(env)) return null;
  return isUsers(env, value, paths) ? value : null;
}

/**
 * The evidence against it: OpenClaw's own word that it copied the value from a file (which may have changed since), or
 * the same value in one of the two files that Clawkey writes and OpenClaw fills its environment from. There a session
 * key is ours to replace, whoever wrote it. Without either somebody set it for this process: a shell, a container, a
 * unit, a `.env` of the working folder.
 */
function isUsers(env: Variables, value: string, paths: Paths): boolean {
  const first = noteEnvironment(env);
  if (value !== first.value) return !standsInFiles(value, paths);
  // Once seen it stays true: what was copied may be taken out of the file while the process lives.
  first.isCopy ||= standsInFiles(value, paths);
  return !(first.isOurs || first.isManaged || first.isCopy);
}

function standsInFiles(value: string, { config, dotenv }: Paths): boolean {
  const parsed = SessionKey.parse(value);
  if (!parsed.ok) return false;
  const texts = [
    readTextNow(config, READ_RULES.config.maxBytes),
    readTextNow(dotenv, READ_RULES.dotenv.maxBytes),
  ];
  return texts.some((text) => sessionKeysIn(text).some((key) => key.equals(parsed.key)));
}

const digestOf = (salt: string, key: SessionKey): string =>
  createHash("sha256").update(`${salt}:${key.reveal()}`).digest("hex").slice(0, 32);
