import * as z from "zod/mini";

export const CLAUDE_URL = "https://claude.ai/";

/** Whose cookie it is under Firefox's first-party isolation: that of the site in the address bar. */
export const FIRST_PARTY = "claude.ai";

/**
 * What the browser's cookie API returns, as far as we rely on it. Domains are compared exactly: look-alikes
 * exist. A partitioned or isolated cookie belongs to claude.ai framed in some other site, and is not the user's own.
 */
export const ClaudeCookie = z.object({
  value: z.string(),
  domain: z.enum([".claude.ai", "claude.ai"]),
  partitionKey: z.optional(z.null()),
  firstPartyDomain: z.optional(z.enum(["", FIRST_PARTY])),
});
