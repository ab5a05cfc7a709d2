/** What OpenClaw's own clients may ask the gateway's part for, with the gateway's own credentials: our command does. */

/** As `show` among the sealed requests. */
export const SHOW_METHOD = "clawkey.show";

/** For all that it takes. */
export const SHOW_MS = 10_000;
