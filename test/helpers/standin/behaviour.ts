/** Switches for what goes wrong on the servers' side. Set them at any time; the next answer follows. */
export interface Behaviour {
  /** What `api.anthropic.com` says to a request for usage by OAuth token. */
  oauthUsage: "scope-missing" | "rate-limited" | "refused" | "allowed";
  /** What stands before claude.ai's API. */
  claudeApi:
    | "open"
    /** Cloudflare's page, as it comes: 403 and a header of its own. */
    | "cloudflare"
    /** A page where JSON belongs, by a proxy that means well: 200 and no such header. */
    | "page"
    | "region"
    /** A place that claude.ai does not serve, in its own words: they look like those for a session that has ended. */
    | "refused"
    | "rate-limited"
    /** Takes the request and never answers. */
    | "silent"
    /** 10 MB of JSON. */
    | "endless";
  /** What every answer of the two APIs takes. */
  delayMs: number;
  /** How `sessionKey` is set; in another form than usual it is also cleared in the usual one. */
  sessionCookie: "usual" | "partitioned" | "host-only";
  /** The next answer of the API comes with a new key. */
  handsOutKey: boolean;
  /** What stands behind `TAILNET_HOST`; null for nothing. */
  tailnetPort: number | null;
}

export const usualBehaviour = (): Behaviour => ({
  oauthUsage: "scope-missing",
  claudeApi: "open",
  delayMs: 0,
  sessionCookie: "usual",
  handsOutKey: false,
  tailnetPort: null,
});
