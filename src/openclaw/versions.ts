/** What differs between the versions of OpenClaw that people run. */
import { isOlder } from "../core/versions.ts";

/**
 * What can't be seen by trying: from which version on each holds. Everything else is asked, and judged by what it shows;
 * no version is refused. Each row is tested against the real programs in test/real-openclaw.
 */
const SINCE = {
  /** It asks for usage through the proxy of its environment. The ones before do so only where Node itself does. */
  proxy: "2026.6.11",
  /** It shows the limits of single models beside those of 5 hours and a week. */
  modelLimits: "2026.7.35",
  /**
   * A running gateway takes over every change of `env.vars`. In the ones before it restarts within its process, which
   * keeps the variable that it has: the first key arrives, no later one does. Measured up to 2026.8.2.
   */
  rotation: "2026.9.3",
  /** Its command line loads a plugin in time for the usage only where a variable of the plugin's is set. */
  usageMarker: "2026.8.2",
  /**
   * A running gateway's chats keep the commands that they began with, though it loads a plugin at once: nothing in the
   * plugins' SDK reaches them.
   */
  chatsKeepCommands: "2026.9.6",
} as const;

/** @param version as `openclaw --version` has it: year, month and a count */
export const knows = (version: string, what: keyof typeof SINCE): boolean => !isOlder(version, SINCE[what]);

/** A running gateway of these loads a plugin that is installed only when it starts anew. Measured. */
const LOADS_AT_START: readonly string[] = ["2026.8", "2026.9.3"];

export const loadsPluginsLive = (version: string): boolean =>
  !LOADS_AT_START.some((one) => `${version}.`.startsWith(`${one}.`));
