import type { ReadNumbers } from "../../core/claude/numbers.ts";
import type { SessionKey } from "../../core/claude/session-key.ts";
import type { Failure, Result } from "../../core/messages/failures.ts";
import type {
  Foreign,
  KeyMark,
  RemoveReply,
  SetAside,
  VerifyReply,
  VerifyStep,
} from "../../core/messages/messages.ts";
import type { Saved } from "../browser/records.ts";

/** What of the user's a put may overwrite: what stands in the key's place, or what a gateway's environment sets. */
export type Replaced = Foreign | "environment";

/** A file has no environment of its own. */
export const inFile = (replaced: Replaced | undefined): Foreign | undefined =>
  replaced === "environment" ? undefined : replaced;

/** What stands at a destination, and what OpenClaw makes of it. */
export interface Found {
  /** Of the session key that stands there; null where none does, undefined where nobody can tell. */
  there: string | null | undefined;
  /** Why a put would be refused now. */
  problem: Failure | null;
  /** What OpenClaw takes; null where it finds no key at all. */
  effective: {
    /** Null where it is no session key. */
    fingerprint: string | null;
    /** Null where it comes from the environment of a process. */
    path: string | null;
    /** Whether it finds one there is not known. */
    unknown?: true | undefined;
  } | null;
  /** Files that stood there before, and that OpenClaw itself put aside. */
  setAside?: readonly SetAside[] | undefined;
  /** Names the gateway's process, which a key in memory only ends with. */
  process?: string;
}

/** Where a key goes. With the clipboard, the only callers of `SessionKey.reveal()` in the browser. */
export interface Destination {
  /** Tells it from all others; what was exported is remembered by it. */
  id: string;
  /** @param replace what of the user's may be overwritten */
  set(key: SessionKey, replace?: Replaced): Promise<Result<Saved>>;
  /** It may be asked soon: what takes time to start is started. It gets nothing yet. */
  prepare?(): void;
  /** @param only the one key that may go; null for whatever session key stands there */
  remove(only: KeyMark | null): Promise<Result<RemoveReply>>;
  /** @param salt for the fingerprints in the answer */
  status?(salt: string): Promise<Result<Found>>;
  /** The process that answers there now: one small question, where a key lives no longer than that. */
  pulse?(): Promise<Result<{ process: string }>>;
  /** Hands the plan's numbers over; null takes those from here out again. */
  inform?(reading: ReadNumbers | null): Promise<Result>;
  /**
   * Asks OpenClaw itself whether it can use the key. It takes seconds.
   * @param onStep hears of each step as it begins
   * @returns null where the signal said that nobody waits for it any more
   */
  verify?(onStep: (step: VerifyStep) => void, signal: AbortSignal): Promise<Result<VerifyReply> | null>;
}
