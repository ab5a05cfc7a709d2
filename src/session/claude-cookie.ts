import * as z from "zod/mini";

export const CLAUDE_URL = "https://claude.ai/";

/**
 * What the browser's cookie API returns, as far as we rely on it. Domains are compared exactly: look-alikes
 * exist. A partitioned cookie belongs to claude.ai framed in some other site, and is not the user's own.
 */
export const ClaudeCookie = z.object({
  value: z.string(),
  domain: z.enum([".claude.ai", "claude.ai"]),
  partitionKey: z.optional(z.null()),
});
