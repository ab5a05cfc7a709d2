import type { SessionKey } from "../../core/claude/session-key.ts";
import type { Result } from "../../core/messages/failures.ts";
import type {
  Foreign,
  KeyMark,
  RemoveReply,
  StatusReply,
  VerifyReply,
  VerifyStep,
} from "../../core/messages/messages.ts";
import type { Saved } from "../browser/records.ts";

/** Where a key goes. With the clipboard, the only callers of `SessionKey.reveal()` in the browser. */
export interface Destination {
  /** Tells it from all others; what was exported is remembered by it. */
  id: string;
  /** @param replace what of the user's may be overwritten */
  set(key: SessionKey, replace?: Foreign): Promise<Result<Saved>>;
  /** @param only the one key that may go; null for whatever session key stands there */
  remove(only: KeyMark | null): Promise<Result<RemoveReply>>;
  /** What stands in OpenClaw's files, and what it reads. @param salt for the fingerprints in the reply */
  status?(salt: string): Promise<Result<StatusReply>>;
  /**
   * Asks OpenClaw itself whether it can use the key. It takes seconds.
   * @param onStep hears of each step as it begins
   * @returns null where the signal said that nobody waits for it any more
   */
  verify?(onStep: (step: VerifyStep) => void, signal: AbortSignal): Promise<Result<VerifyReply> | null>;
}
