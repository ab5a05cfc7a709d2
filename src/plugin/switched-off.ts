/**
 * Whether the user has switched the plugin off, or uninstalled it. OpenClaw says `disable` then, and from 2026.9.6 on
 * also where only its gateway ends: the config tells the two apart.
 */
import JSON5 from "json5";
import * as z from "zod/mini";
import { READ_RULES, readText } from "../openclaw/files/read.ts";
import type { Paths } from "./paths.ts";

const Entry = z.object({ enabled: z.optional(z.boolean()) });
const Config = z.object({
  plugins: z.object({ entries: z.object({ clawkey: z.optional(Entry) }) }),
});

/** @param before OpenClaw's config as the plugin registered */
export async function isSwitchedOff({ config }: Paths, before: unknown): Promise<boolean> {
  const text = await readText(config, READ_RULES.config.maxBytes);
  const now = text === null ? undefined : parsed(text);
  // What can't be read says nothing. Neither does a plugin of a folder that the config names elsewhere.
  if (now === undefined || !entryIn(before)) return false;
  const entry = entryIn(now);
  return entry === undefined || entry.enabled === false;
}

function entryIn(config: unknown): z.infer<typeof Entry> | undefined {
  const found = Config.safeParse(config);
  return found.success ? found.data.plugins.entries.clawkey : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON5.parse(text);
  } catch {
    return undefined;
  }
}
