/** Switches for what goes wrong on the servers' side. Set them at any time; the next answer follows. */
export interface Behaviour {
  /** What `api.anthropic.com` says to a request for usage by OAuth token. */
  oauthUsage: "scope-missing" | "rate-limited" | "allowed";
  /** What stands before claude.ai's API. */
  claudeApi: "open" | "cloudflare";
}

export const usualBehaviour = (): Behaviour => ({ oauthUsage: "scope-missing", claudeApi: "open" });
