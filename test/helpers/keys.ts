/** Keys of the right shape that open nothing, and the secrets that must never be taken for one. */
import { SessionKey } from "../../src/core/claude/session-key.ts";
import type { FailureCode } from "../../src/core/messages/failures.ts";

/** Found anywhere but in its target, this text is a leak. */
export const KEY_TEXT = `sk-ant-sid01-${"canary".repeat(16)}-AAAA`;

export const OTHER_KEY_TEXT = `sk-ant-sid02-${"second".repeat(16)}-BBBB`;

/** Whatever looks like a secret of Anthropic's: no program may say it. */
export const ANY_SECRET = /sk-ant-[\w-]{10,}/;

/** As many as a test needs, each another one. */
export const keyText = (n: number): string => `sk-ant-sid01-${"canary".repeat(16)}-${1000 + n}`;

export const WRONG_SECRETS: readonly [what: string, text: string, code: FailureCode][] = [
  ["an OAuth token", `sk-ant-oat01-${"o".repeat(90)}`, "key_is_oauth_token"],
  ["an API key", `sk-ant-api03-${"a".repeat(90)}`, "key_is_api_key"],
  ["an admin key", `sk-ant-admin01-${"d".repeat(90)}`, "key_is_admin_key"],
  ["something else", `sk-other-${"x".repeat(90)}`, "key_malformed"],
];

export function sessionKey(text: string): SessionKey {
  const parsed = SessionKey.parse(text);
  if (!parsed.ok) throw new Error(`not a session key: ${parsed.code}`);
  return parsed.key;
}
