import type { SessionKey } from "../../core/claude/session-key.ts";
import type { ConfirmedFile } from "../browser/records.ts";
import type { Outcome } from "./outcome.ts";

/** Where a key goes. Targets are the only callers of `SessionKey.reveal()`. */
export interface Target<O extends Outcome = Outcome> {
  /** What it writes; null where it is no file. */
  file: ConfirmedFile | null;
  put(key: SessionKey): Promise<O>;
}
