/** The clock of whoever reads: OpenClaw's config may name the user's time zone, which a server's is not. */
import * as z from "zod/mini";

export interface Clock {
  now: number;
  /** Undefined for this machine's own. */
  timeZone: string | undefined;
}

const Config = z.object({ agents: z.object({ defaults: z.object({ userTimezone: z.string() }) }) });

/** @param config OpenClaw's */
export function clockOf(config: unknown, now = Date.now()): Clock {
  const found = Config.safeParse(config);
  return { now, timeZone: found.success ? zone(found.data.agents.defaults.userTimezone) : undefined };
}

/** Undefined for what is none. */
function zone(timeZone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
