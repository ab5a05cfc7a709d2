import type { SessionKey } from "../session/session-key.ts";
import type { Outcome } from "./outcome.ts";

/** Where a key goes. Targets are the only callers of `SessionKey.reveal()`. */
export interface Target {
  put(key: SessionKey): Promise<Outcome>;
}
