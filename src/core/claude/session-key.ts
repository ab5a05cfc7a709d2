/**
 * The one value this product carries. It can be compared, masked and fingerprinted, but it leaves only
 * through `reveal()`, which destinations, the clipboard and the question to claude.ai alone may call (test/unit/secret-hygiene.test.ts searches for any other caller).
 */

import { failure, type Result } from "../messages/failures.ts";
import { fingerprint } from "./fingerprint.ts";

/** Prefix to what follows it: the shape OpenClaw accepts, and nothing that a shell, dotenv or JSON5 would read. */
const SHAPE = /^sk-ant-[A-Za-z0-9_-]{20,512}$/;

/** Other Anthropic secrets share the prefix. Each is refused in its own words. */
const OTHER_SECRETS = [
  ["sk-ant-oat", "key_is_oauth_token"],
  ["sk-ant-api", "key_is_api_key"],
  ["sk-ant-admin", "key_is_admin_key"],
] as const;

const REDACTED = "[session key]";

export class SessionKey {
  readonly #value: string;

  private constructor(value: string) {
    this.#value = value;
  }

  /** Accepts surrounding white space (a pasted or piped key has some) and any future `sid` number. */
  static parse(input: unknown): Result<{ key: SessionKey }> {
    const text = typeof input === "string" ? input.trim() : "";
    const other = OTHER_SECRETS.find(([prefix]) => text.startsWith(prefix));
    if (other) return failure(other[1]);
    return SHAPE.test(text) ? { ok: true, key: new SessionKey(text) } : failure("key_malformed");
  }

  /** The key itself, where it leaves us and nowhere else. */
  reveal(): string {
    return this.#value;
  }

  /** What a page may show: the kind and the last four characters, enough to tell two keys apart. */
  get masked(): string {
    const kind = /^sk-ant-sid\d{2}-/.exec(this.#value)?.[0] ?? "sk-ant-";
    return `${kind}••••${this.#value.slice(-4)}`;
  }

  equals(other: SessionKey): boolean {
    return this.#value === other.#value;
  }

  /** Tells "the same key" without keeping the key. */
  fingerprint(salt: string): Promise<string> {
    return fingerprint(this.#value, salt);
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  /** What Node's console and error printers call. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return REDACTED;
  }
}

/** Every session key that stands in a text, whatever else it is. */
export function sessionKeysIn(text: string | null): SessionKey[] {
  const found = new Set(text?.match(/sk-ant-[\w-]+/g));
  return Array.from(found, (one) => SessionKey.parse(one)).flatMap((parsed) =>
    parsed.ok ? [parsed.key] : [],
  );
}
