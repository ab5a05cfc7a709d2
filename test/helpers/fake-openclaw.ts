/** An OpenClaw with its companion, in memory: which key stands in which file, and every change of one. */
import type { StatusReply } from "../../src/core/messages/messages.ts";
import type { FailureCode } from "../../src/core/messages/failures.ts";
import type { Companion } from "../../src/extension/browser/native.ts";
import type { RemoveReply, RestartReply, SetReply } from "../../src/core/messages/messages.ts";
import type { ConfirmedFile } from "../../src/extension/browser/records.ts";
import type { Life } from "./lives.ts";

export const CONFIG: ConfirmedFile = {
  kind: "config",
  id: "1".repeat(32),
  path: "/home/you/.openclaw/openclaw.json",
};
export const DOTENV: ConfirmedFile = { kind: "dotenv", id: "2".repeat(32), path: "/home/you/.openclaw/.env" };

export interface Caller {
  /** Also the salt of its fingerprints. */
  browser: string;
  by: "sync" | "click";
}

/** A file that is another one now. */
interface Change extends Caller {
  at: number;
  path: string;
  before: string | null;
  /** Null where the key was taken out. */
  key: string | null;
}

interface Asked extends Caller {
  at: number;
  verb: "set" | "remove" | "restart";
  ok: boolean;
}

export interface FakeOpenClaw {
  /** By the file's id. */
  keys: Map<string, string>;
  changes: Change[];
  asked: Asked[];
  /** What the companion fails with: at one verb or at all, after it has done its work or before. */
  failure: { code: FailureCode; at?: Asked["verb"]; acted?: boolean } | null;
  /** Whether OpenClaw reads another source first. */
  hidden: boolean;
  companion(caller: Caller, life: Life): Companion;
}

export function fakeOpenClaw(now: () => Date): FakeOpenClaw {
  function change({ id, path }: ConfirmedFile, key: string | null, caller: Caller): boolean {
    const before = openClaw.keys.get(id) ?? null;
    if (before === key) return false;
    if (key === null) openClaw.keys.delete(id);
    else openClaw.keys.set(id, key);
    openClaw.changes.push({ ...caller, at: now().getTime(), path, before, key });
    return true;
  }

  function report({ id, path }: ConfirmedFile, salt: string) {
    const key = openClaw.keys.get(id);
    return { id, path, exists: true, fingerprint: key ? fingerprintOf(salt, key) : null, problem: null };
  }

  /** What OpenClaw reads: something else where the key is hidden, else as its own precedence has it. */
  function effective(salt: string): StatusReply["effective"] {
    if (openClaw.hidden) return { source: "globalDotenv", path: DOTENV.path, fingerprint: null };
    const found = [report(DOTENV, salt), report(CONFIG, salt)].find(
      ({ fingerprint }) => fingerprint !== null,
    );
    if (!found) return null;
    const source = found.id === DOTENV.id ? "globalDotenv" : "configVars";
    return { source, path: found.path, fingerprint: found.fingerprint };
  }

  const openClaw: FakeOpenClaw = {
    keys: new Map(),
    changes: [],
    asked: [],
    failure: null,
    hidden: false,
    companion(caller, life) {
      const answer = <T extends { ok: true }>(verb: Asked["verb"] | "status", act: () => T) =>
        life.call(verb, () => {
          const { failure: any } = openClaw;
          const failure = any?.at === undefined || any.at === verb ? any : null;
          if (verb !== "status")
            openClaw.asked.push({ ...caller, at: now().getTime(), verb, ok: failure === null });
          if (failure === null) return act();
          if (failure.acted) act();
          return { ok: false as const, code: failure.code };
        });
      return {
        status: (salt) =>
          answer<StatusReply>("status", () => ({
            ok: true,
            protocol: 1,
            version: "1.2.3",
            browsers: [],
            files: { config: report(CONFIG, salt), dotenv: report(DOTENV, salt) },
            effective: effective(salt),
          })),
        set: (file, key) =>
          answer<SetReply>("set", () => ({
            ok: true,
            path: file.path,
            changed: change(file, key, caller),
            tightened: false,
            effect: openClaw.hidden
              ? { effective: false, source: "globalDotenv", path: DOTENV.path }
              : { effective: true },
          })),
        remove: (file) =>
          answer<RemoveReply>("remove", () => ({
            ok: true,
            path: file.path,
            changed: change(file, null, caller),
            copies: [],
          })),
        restart: () => answer<RestartReply>("restart", () => ({ ok: true, restarted: true })),
      };
    },
  };
  return openClaw;
}

const known: string[] = [];

/** Another one for each salt and key, at once, and with nothing of the key in it. */
export function fingerprintOf(salt: string, key: string): string {
  if (!known.includes(key)) known.push(key);
  return `${salt}-${known.indexOf(key)}`;
}
