/**
 * What may stand where the key goes and is no session key: a word of the user's own, which is neither taken out nor
 * overwritten before they say so.
 */
import { SessionKey } from "../claude/session-key.ts";
import { failure, type Failure } from "../messages/failures.ts";
import type { Foreign } from "../messages/messages.ts";

/** What OpenClaw puts in the place of a secret that it shows, and what people then save. */
const PLACEHOLDER = "__OPENCLAW_REDACTED__";

/** `op://vault/item`, `vault:path`, `${NAME}`, `$NAME`, `$(command)`, `%NAME%`, `{{ name }}`. */
const REFERENCE = /^(?:[a-z][a-z0-9+.-]*:|\$|\{\{|%\w+%$)|\$\{[^}]*\}/i;

/** `undefined` for a session key, for a blank, and for nothing at all. */
export function foreignIn(value: unknown): Foreign | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "object") return "object";
  if (typeof value !== "string") return "text";
  const text = value.trim();
  const parsed = SessionKey.parse(text);
  if (text === "" || parsed.ok) return undefined;
  if (parsed.code !== "key_malformed") return "secret";
  if (text === PLACEHOLDER) return "placeholder";
  return REFERENCE.test(text) ? "reference" : "text";
}

/** Which values a removal may take out. */
export type MayGo = (value: unknown) => boolean;

export const isOurs: MayGo = (value) => foreignIn(value) === undefined;

/** What may be replaced: what the user has been told of, or whatever stands there. */
export type Replaceable = Foreign | "any" | undefined;

/** The refusal to overwrite the first of these values that is foreign. */
export function takenBy(values: readonly unknown[], replaceable: Replaceable): Failure | null {
  if (replaceable === "any") return null;
  const holds = values.map(foreignIn).find((found) => found !== undefined && found !== replaceable);
  return holds === undefined ? null : failure("key_place_taken", { holds });
}
