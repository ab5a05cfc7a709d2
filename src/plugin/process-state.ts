/**
 * What belongs to the gateway's process, and not to one registration of the plugin: a reload within the process finds
 * it where it was. Under one name, and out of sight of whoever prints the global object.
 */
import type { Bytes } from "../core/pairing/bytes.ts";
import type { CodeKeys } from "../core/pairing/code.ts";

/** The process's point, and the last counter of each browser under it: they live and die together. */
export interface Epoch {
  pair: CryptoKeyPair;
  point: Bytes;
  /** Names it. */
  hash: Bytes;
  /** By the browser's id, in hex. */
  counters: Map<string, bigint>;
  /** By the clock that nobody sets. */
  bornMs: number;
}

/** An agreement whose browser has not shown yet that it came to the same secret. */
export interface Agreement {
  /** The code's bytes. */
  code: Bytes;
  keys: CodeKeys;
  origin: string;
  secret: CryptoKey;
  /** The browser's id, in hex. */
  id: string;
  answer: Bytes;
}

/** A code that a browser has used: its keys tell other browsers that have it so, for as long as it was good. */
interface Taken {
  keys: CodeKeys;
  /** The request by which it was used, in hex, and its answer: that browser may have missed it. */
  request: string;
  answer: Bytes;
  untilMs: number;
}

/** The variable as the process had it before the plugin set anything. */
export interface FirstEnvironment {
  value: string | undefined;
  /** A process that had Clawkey's key handed it down to this one. */
  isOurs: boolean;
  /** OpenClaw says that it copied it from a file. */
  isManaged: boolean;
  /** It stood in one of OpenClaw's files once; undefined until somebody has looked. */
  isCopy?: boolean;
}

export interface ProcessState {
  epoch: Promise<Epoch> | null;
  /** By the request, in hex. */
  agreements: Map<string, Promise<Agreement>>;
  taken: Taken[];
  environment: FirstEnvironment | null;
  /** The end of the last change of what is kept: see `oneAtATime`. */
  lastChange: Promise<unknown>;
}

/** Raised with the shape: a newer plugin in the same process must not find an older one's. */
const NAME = Symbol.for("clawkey.gateway.1");

export function processState(): ProcessState {
  const place = globalThis as { [NAME]?: ProcessState };
  if (!place[NAME]) {
    const value: ProcessState = {
      epoch: null,
      agreements: new Map(),
      taken: [],
      environment: null,
      lastChange: Promise.resolve(),
    };
    Object.defineProperty(place, NAME, { value, configurable: true });
  }
  return place[NAME]!;
}

/** Two changes of files and memory at once could leave one's key here and the other's there. */
export function oneAtATime<T>(change: () => Promise<T>): Promise<T> {
  const state = processState();
  const done = state.lastChange.then(change);
  state.lastChange = done.catch(() => {});
  return done;
}
