/**
 * Which of the places that may hold the key OpenClaw will really read. Measured on OpenClaw 2026.9.6. The places come
 * in its order, which `openclaw/files/sources.ts` has.
 */
import type { Failure } from "../messages/failures.ts";
import type { SourceName } from "../messages/messages.ts";

/** The one variable Clawkey ever writes. A constant: no message, argument or setting can name another. */
export const SESSION_KEY_VARIABLE = "CLAUDE_AI_SESSION_KEY";

/** Makes OpenClaw's command line load the plugin. Its value says nothing. */
export const USAGE_MARKER_VARIABLE = "CLAWKEY_USAGE";

/** What Clawkey sets it to: any other value is the user's own. */
export const USAGE_MARK = "1";

/** A place in which the variable stands. */
export type Source = {
  source: SourceName;
  /** Null for the process environment. */
  path: string | null;
} & ({ value: string } | Unknown);

/** It stands there or not: the file, or what it includes, is not read. */
interface Unknown {
  value: null;
  why: Failure;
}

/**
 * The environment is filled from the highest source down, and the first one that sets the variable keeps it.
 * A blank value shuts out the `.env` files below it, but not the config, which replaces blanks.
 * @param sources the highest first: process, working folder's, global, config folder's and gateway's `.env`, config
 */
export function effectiveSource(sources: readonly Source[]): Source | undefined {
  const environment = sources.find((source) => !isOfConfig(source));
  if (environment && environment.value?.trim() !== "") return environment;
  return sources.find((source) => isOfConfig(source) && isApplied(source));
}

/** Which source keeps OpenClaw from reading what `written` holds; undefined where it reads that very value. */
export function hidingSource(sources: readonly Source[], written: SourceName): Source | undefined {
  const effective = effectiveSource(sources);
  const value = sources.find(({ source }) => source === written)?.value?.trim();
  if (effective?.source === written || effective?.value?.trim() === value) return undefined;
  // A blank value above is sure to hide it; what may be included is not sure to stand there.
  return effective && effective.value !== null ? effective : sources.find((source) => !isOfConfig(source));
}

const isOfConfig = ({ source }: Source): boolean => source === "configVars" || source === "configFlat";

/** OpenClaw passes over blank values and references to other variables in its config. */
const isApplied = ({ value }: Source): boolean =>
  value === null || (value.trim() !== "" && !/\$\{[^}]*\}/.test(value));
