/** What the user has agreed to. */
import * as z from "zod/mini";
import { Time } from "./shapes.ts";

/** Raise it whenever what the welcome page tells the user changes in substance: everybody is asked again. */
export const CONSENT_VERSION = 4;

/** What may leave the browser: how much of the plan is used, and no more; or the key, which is the whole account. */
export const Grade = z.enum(["numbers", "key"]);
export type Grade = z.infer<typeof Grade>;

/** The browser's own permission is a separate thing, and both are needed. A broken record is no consent. */
export const Consent = z.strictObject({
  version: z.literal(CONSENT_VERSION),
  givenAt: Time,
  grade: Grade,
  /** The user's second, separate choice: export by itself at every sign-in. */
  autoSync: z.boolean(),
});
export type Consent = z.infer<typeof Consent>;

export const giveConsent = (choices: Pick<Consent, "grade" | "autoSync">, now: Date): Consent => ({
  version: CONSENT_VERSION,
  givenAt: now.toISOString(),
  ...choices,
});
