import { randomBytes } from "node:crypto";
import type { Account } from "./account.ts";
import type { Behaviour } from "./behaviour.ts";

const FOUR_WEEKS_IN_SECONDS = 28 * 24 * 60 * 60;

const HTTP_ONLY = "HttpOnly; ";
const READABLE = "";

/** What a session key stands for on the server's side. */
export interface Session {
  key: string;
  email: string;
}

/**
 * The sessions that are valid now. A rotated key stops working for the API at once, but a page that still comes
 * with it is handed the new one: that is how a browser learns of a rotation.
 */
export class Sessions {
  readonly #newKey: () => string;
  readonly #valid = new Map<string, Session>();
  readonly #successors = new Map<string, string>();

  constructor(newKey: () => string) {
    this.#newKey = newKey;
  }

  start(email: string): string {
    return this.#admit(this.#newKey(), email);
  }

  /** Gives the account's latest session a new key. */
  rotate(email: string): string {
    const latest = [...this.#valid.values()].findLast((session) => session.email === email);
    if (!latest) throw new Error(`${email} is not signed in at the stand-in`);
    const key = this.#newKey();
    this.#valid.delete(latest.key);
    this.#successors.set(latest.key, key);
    return this.#admit(key, email);
  }

  /** Whose key this is, for the API: undefined for one that is rotated away, ended or unknown. */
  find(key: string | undefined): Session | undefined {
    return key === undefined ? undefined : this.#valid.get(key);
  }

  /** The session that this key's has become, rotations followed. */
  findLatest(key: string | undefined): Session | undefined {
    const successor = key === undefined ? undefined : this.#successors.get(key);
    return successor === undefined ? this.find(key) : this.findLatest(successor);
  }

  end(key: string): void {
    this.#valid.delete(key);
  }

  endAll(): void {
    this.#valid.clear();
  }

  #admit(key: string, email: string): string {
    this.#valid.set(key, { key, email });
    // Tests may hand out a key twice; then it stands for itself again.
    this.#successors.delete(key);
    return key;
  }
}

/** The cookies that a sign-in at claude.ai leaves, as `Set-Cookie` lines. Only `sessionKey` opens the API. */
export function sessionCookies(
  key: string,
  { organizations }: Account,
  form: Behaviour["sessionCookie"],
): string[] {
  return [
    ...(form === "usual" ? [] : [cookie("sessionKey", "", HTTP_ONLY, { maxAge: 0 })]),
    cookie("sessionKey", key, HTTP_ONLY, FORMS[form]),
    // A sibling with a value of its own: whoever takes it for the key gets nowhere.
    cookie("sessionKeyV3", randomBytes(60).toString("base64url"), HTTP_ONLY),
    cookie("sessionKeyLC", String(Date.now()), READABLE),
    cookie("lastActiveOrg", organizations[0]?.uuid ?? "", READABLE),
  ];
}

/** What signing out does to them. */
export function clearedCookies(): string[] {
  return [
    cookie("sessionKey", "", HTTP_ONLY, { maxAge: 0 }),
    cookie("sessionKeyV3", "", HTTP_ONLY, { maxAge: 0 }),
    cookie("sessionKeyLC", "", READABLE, { maxAge: 0 }),
    cookie("lastActiveOrg", "", READABLE, { maxAge: 0 }),
  ];
}

interface CookieForm {
  maxAge?: number;
  domain?: string;
  more?: string;
}

const FORMS: Record<Behaviour["sessionCookie"], CookieForm> = {
  usual: {},
  partitioned: { more: "; Partitioned" },
  "host-only": { domain: "" },
};

function cookie(name: string, value: string, httpOnly: string, form: CookieForm = {}): string {
  const { maxAge = FOUR_WEEKS_IN_SECONDS, domain = "Domain=.claude.ai; ", more = "" } = form;
  return `${name}=${value}; ${domain}Path=/; Max-Age=${maxAge}; ${httpOnly}Secure; SameSite=Lax${more}`;
}
