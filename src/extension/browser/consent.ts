import * as z from "zod/mini";

/**
 * Raise it whenever what the welcome page tells the user changes in substance: everybody is asked again.
 */
export const CONSENT_VERSION = 2;

/** What we store. The browser's own permission is a separate thing, and both are needed. */
export const Consent = z.strictObject({
  version: z.literal(CONSENT_VERSION),
  /** ISO 8601, UTC. */
  givenAt: z.iso.datetime(),
  /** The user's second, separate choice: export by itself at every sign-in. */
  autoSync: z.boolean(),
});

export type Consent = z.infer<typeof Consent>;

export function giveConsent(choices: { autoSync: boolean }, now: Date): Consent {
  return { version: CONSENT_VERSION, givenAt: now.toISOString(), autoSync: choices.autoSync };
}
