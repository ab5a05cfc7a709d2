/** An OpenClaw with its companion, in memory: which key stands in which file, and every change of one. */
import { failure, type FailureCode, type Result } from "../../src/core/messages/failures.ts";
import type { FileKind, GatewayEffect, StatusReply } from "../../src/core/messages/messages.ts";
import type { ConfirmedFile, PairedGateway, Place } from "../../src/extension/browser/records.ts";
import type { Destination, Found } from "../../src/extension/export/destination.ts";
import type { PlanNumbers } from "../../src/core/claude/plan-numbers.ts";
import type { Life } from "./lives.ts";

export const CONFIG: ConfirmedFile = {
  kind: "config",
  id: "1".repeat(32),
  path: "/home/you/.openclaw/openclaw.json",
};
export const DOTENV: ConfirmedFile = { kind: "dotenv", id: "2".repeat(32), path: "/home/you/.openclaw/.env" };

/** The same file, picked in the browser. */
export const PICKED: ConfirmedFile = {
  kind: "config",
  id: "3".repeat(32),
  path: "openclaw.json",
  isPicked: true,
};

export const GATEWAY: PairedGateway = {
  kind: "gateway",
  id: "4".repeat(32),
  path: "http://127.0.0.1:18789",
  digits: "0417",
  host: "mac-mini",
  openclaw: "2026.9.6",
  keep: true,
};

/** What a companion reports of files without a key; each file's report can be changed. */
export function statusReply(
  changes: Partial<Record<FileKind, object>> = {},
  effective: object | null = null,
) {
  const report = ({ kind, id, path }: ConfirmedFile) => ({
    id,
    path,
    exists: true,
    fingerprint: null,
    problem: null,
    ...changes[kind],
  });
  const files = { config: report(CONFIG), dotenv: report(DOTENV) };
  return { ok: true, protocol: 1, version: "1.2.3", browsers: [], files, effective } as StatusReply;
}

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
  verb: "set" | "remove";
  ok: boolean;
}

export interface FakeOpenClaw {
  /** By the place's id. */
  keys: Map<string, string>;
  /** What a gateway shows of a plan, by the place's id; the last is the newest. */
  numbers: Map<string, PlanNumbers[]>;
  changes: Change[];
  asked: Asked[];
  /** What the companion fails with, after it has done its work or before; for all places, or for one. */
  failure: { code: FailureCode; acted?: boolean; place?: Place } | null;
  /** The place at which the browser itself breaks. */
  breaks: Place | null;
  /** The keys that stand in copies which OpenClaw put aside, and when it did. */
  setAside: { key: string; at: Date }[];
  /** The gateway's, by its number. */
  process: number;
  /** What is in its memory only goes. */
  restartGateway(): void;
  /** Whether OpenClaw reads another source first. */
  hidden: boolean;
  /** What a running gateway makes of a change. */
  gateway: GatewayEffect | undefined;
  /** What the companion waits for before it does this. */
  busy: { verb: Asked["verb"] | "status"; until: Promise<void> } | null;
  destination(place: Place, caller: Caller, life: Life): Destination;
}

export function fakeOpenClaw(now: () => Date): FakeOpenClaw {
  /** Whether the gateway has its key in a file too. */
  let kept = true;
  const process = () => String(openClaw.process);
  const keyIn = ({ id }: Place): string | null => openClaw.keys.get(id) ?? null;

  function change(place: Place, key: string | null, caller: Caller): boolean {
    const before = keyIn(place);
    if (before === key) return false;
    if (key === null) openClaw.keys.delete(place.id);
    else openClaw.keys.set(place.id, key);
    openClaw.changes.push({ ...caller, at: now().getTime(), path: place.path, before, key });
    return true;
  }

  /** What a look at the place tells. It reads something else where the key is hidden, else as its own precedence has it. */
  function status(place: Place, salt: string): Found {
    const marked = (key: string | null) => key && fingerprintOf(salt, key);
    const there = marked(keyIn(place));
    const [config, dotenv] = [CONFIG, DOTENV].map((file) => marked(keyIn(file)));
    const gateway = marked(keyIn(GATEWAY));
    // A gateway's process has it in its own environment.
    const fingerprint = openClaw.hidden ? null : (gateway ?? dotenv ?? config ?? null);
    const path = gateway ? null : openClaw.hidden || dotenv ? DOTENV.path : CONFIG.path;
    const setAside = openClaw.setAside.map(({ key, at }) => ({
      path: `${CONFIG.path}.clobbered.x`,
      at: at.getTime(),
      fingerprints: [fingerprintOf(salt, key)],
    }));
    return {
      there,
      problem: null,
      effective: openClaw.hidden || fingerprint ? { fingerprint, path } : null,
      ...(place.kind === "config" ? { setAside } : {}),
      ...(place.kind === "gateway" ? { process: process() } : {}),
    };
  }

  function putIn(place: Place, key: string, caller: Caller) {
    const changed = change(place, key, caller);
    if (place.kind !== "gateway") return { changed, file: place.kind };
    kept = place.keep;
    return { changed, ...(kept ? {} : { process: process() }) };
  }

  const openClaw: FakeOpenClaw = {
    keys: new Map(),
    numbers: new Map(),
    changes: [],
    asked: [],
    failure: null,
    breaks: null,
    setAside: [],
    process: 1,
    restartGateway() {
      openClaw.process++;
      if (!kept) openClaw.keys.delete(GATEWAY.id);
    },
    hidden: false,
    gateway: "follows",
    busy: null,
    destination(place, caller, life) {
      const answer = <T extends { ok: true }>(
        verb: Asked["verb"] | "status" | "pulse" | "inform",
        act: () => T,
      ) =>
        life.call(verb, async (): Promise<Result<T>> => {
          if (openClaw.breaks?.id === place.id) throw new Error("no database");
          if (openClaw.busy?.verb === verb) await openClaw.busy.until;
          const meant = openClaw.failure?.place?.id ?? place.id;
          const failed = meant === place.id ? openClaw.failure : null;
          if (verb === "set" || verb === "remove")
            openClaw.asked.push({ ...caller, at: now().getTime(), verb, ok: failed === null });
          const reply = !failed || failed.acted ? act() : null;
          return failed ? failure(failed.code) : reply!;
        });
      const { id, path } = place;
      const common = { ok: true, path } as const;
      return {
        id,
        status: (salt) => answer("status", () => ({ ok: true, ...status(place, salt) })),
        pulse: () => answer("pulse", () => ({ ok: true, process: process() })),
        set: (key) =>
          answer("set", () => ({
            ...common,
            ...putIn(place, key.reveal(), caller),
            tightened: false,
            gateway: openClaw.gateway,
            effect: openClaw.hidden
              ? { effective: false, source: "globalDotenv", path: DOTENV.path }
              : { effective: true },
          })),
        remove: (only) =>
          answer("remove", () => {
            const found = keyIn(place);
            const isMeant = !only || !found || fingerprintOf(only.salt, found) === only.fingerprint;
            const changed = isMeant && change(place, null, caller);
            return {
              ...common,
              changed,
              ...(isMeant ? {} : { kept: true }),
              backups: [`${path}.bak`],
              serviceCopies: ["/service/gateway.env"],
            };
          }),
        inform: (reading) =>
          answer("inform", () => {
            if (reading) openClaw.numbers.set(id, [...(openClaw.numbers.get(id) ?? []), reading.numbers]);
            else openClaw.numbers.delete(id);
            return { ok: true };
          }),
        verify: () => Promise.reject(new Error("nobody asks for it here")),
      };
    },
  };
  return openClaw;
}

/** The keys that were put there one after the other, null where one was taken out. */
export const keysOf = ({ changes }: FakeOpenClaw): (string | null)[] => changes.map(({ key }) => key);

/** @returns what lets it go on again */
export function keepBusy(openClaw: FakeOpenClaw, verb: Asked["verb"] | "status"): () => void {
  const { promise: until, resolve } = Promise.withResolvers<void>();
  openClaw.busy = { verb, until };
  return () => {
    if (openClaw.busy?.until === until) openClaw.busy = null;
    resolve();
  };
}

const known: string[] = [];

/** Another one for each salt and key, at once, and with nothing of the key in it. */
export function fingerprintOf(salt: string, key: string): string {
  if (!known.includes(key)) known.push(key);
  return `${salt}-${known.indexOf(key)}`;
}
