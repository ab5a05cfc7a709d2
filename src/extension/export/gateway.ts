/** A paired gateway as a destination. Nothing restarts there, and its own environment is what OpenClaw takes a key from. */
import { random, hex } from "../../core/pairing/bytes.ts";
import {
  NumbersAnswer,
  PutAnswer,
  RemoveAnswer,
  ShowAnswer,
  StatusAnswer,
} from "../../core/pairing/answers.ts";
import { failure, type Result } from "../../core/messages/failures.ts";
import type { KeyMark, RemoveReply } from "../../core/messages/messages.ts";
import type { PairedGateway } from "../browser/records.ts";
import { ask, greet, type Answered } from "../gateway/client.ts";
import type { Destination, Found } from "./destination.ts";

/** It asks Anthropic and claude.ai before it answers. */
const SHOW_TIMEOUT_MS = 15_000;

export function gateway(paired: PairedGateway): Required<Omit<Destination, "prepare">> {
  const { id, path, keep } = paired;
  return {
    id,
    async set(key, replace) {
      const agreed = replace === "environment" ? { replace } : {};
      const answer = await ask(paired, { op: "put", key: key.reveal(), keep, ...agreed }, PutAnswer);
      if (!answer.ok) return answer;
      const { changed, durable, commandLine, process } = answer;
      const inMemory = answer.path === null ? { process } : {};
      const told = { durable, commandLine, ...inMemory, gateway: "follows" } as const;
      return { ok: true, path, changed, tightened: false, effect: { effective: true }, ...told };
    },
    remove: (only) => (only ? remove(paired, only) : removeOwn(paired)),
    async status(salt) {
      const answer = await statusOf(paired, salt);
      return answer.ok ? { ok: true, ...foundIn(answer, path) } : answer;
    },
    pulse: () => greet(paired),
    inform: (reading) => ask(paired, { op: "numbers", numbers: null, ...reading }, NumbersAnswer),
    /** One question, which takes no time that steps would have to fill. */
    async verify(_, signal) {
      const answer = await ask(paired, { op: "show" }, ShowAnswer, SHOW_TIMEOUT_MS);
      if (signal.aborted) return null;
      // What a browser has sent proves nothing of a key.
      if (answer.ok && answer.from) return failure("key_missing", { step: "key" });
      return answer.ok ? { ...answer, seenBy: "gateway", source: "process" } : answer;
    },
  };
}

/** What the plugin reports of itself and of the key. */
export const statusOf = (paired: PairedGateway, salt: string): Promise<Result<Answered<StatusAnswer>>> =>
  ask(paired, { op: "status", salt }, StatusAnswer);

/** Whatever is there from this browser; another one's newer key stays. */
async function removeOwn(paired: PairedGateway): Promise<Result<RemoveReply>> {
  const salt = hex(random(16));
  const status = await statusOf(paired, salt);
  if (!status.ok) return status;
  const { key } = status;
  if (key?.isYours) return remove(paired, { salt, fingerprint: key.fingerprint });
  return { ok: true, path: paired.path, changed: false, ...(key ? { kept: true } : {}), backups: [] };
}

async function remove(paired: PairedGateway, only: KeyMark): Promise<Result<RemoveReply>> {
  const answer = await ask(paired, { op: "remove", only }, RemoveAnswer);
  if (!answer.ok) return answer;
  const { changed, kept, copies } = answer;
  return { ok: true, path: paired.path, changed, ...(kept ? { kept } : {}), backups: copies };
}

function foundIn({ key, environment, process }: Answered<StatusAnswer>, path: string): Found {
  // The user's own value, which a key of ours does not push aside.
  if (environment)
    return {
      there: key?.fingerprint ?? environment.fingerprint ?? undefined,
      problem: failure("environment_taken"),
      effective: { fingerprint: environment.fingerprint, path: null },
      process,
    };
  const there = key?.fingerprint ?? null;
  return { there, problem: null, effective: there ? { fingerprint: there, path } : null, process };
}
