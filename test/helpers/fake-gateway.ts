/** A paired gateway, and what it says of itself. */
import type { StatusAnswer } from "../../src/core/pairing/answers.ts";
import type { PairedGateway } from "../../src/extension/browser/records.ts";

export const GATEWAY: PairedGateway = {
  kind: "gateway",
  id: "ab".repeat(16),
  path: "http://127.0.0.1:18789",
  digits: "4821",
  host: "mac-mini",
  openclaw: "2026.9.6",
  keep: true,
};

/** A key that this browser put there. */
export const KEPT = { fingerprint: "a".repeat(32), isYours: true, isKept: true };

export const gatewayAnswer = (changes: Partial<StatusAnswer> = {}): StatusAnswer => ({
  ok: true,
  version: "0.1.0",
  openclaw: GATEWAY.openclaw,
  host: GATEWAY.host,
  browsers: 1,
  key: KEPT,
  environment: null,
  ...changes,
});
