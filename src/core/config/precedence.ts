/** Which of the places that may hold the key OpenClaw will really read. Measured on OpenClaw 2026.9.6. */

/** What each source holds; `undefined` where the variable does not stand there at all. */
export interface Sources {
  process?: string | undefined;
  /** `.env` of the folder that OpenClaw is started in. */
  workingFolderDotenv?: string | undefined;
  globalDotenv?: string | undefined;
  /** The `.env` beside a config that stands outside the state folder. */
  configFolderDotenv?: string | undefined;
  /** `~/.config/openclaw/gateway.env` */
  gatewayDotenv?: string | undefined;
  configVars?: string | undefined;
  /** Directly under `env`, where the schema has no place for it: a starting gateway moves it to `env.vars`. */
  configFlat?: string | undefined;
}

export type SourceName = keyof Sources;

export interface EffectiveSource {
  source: SourceName;
  value: string;
}

const ENVIRONMENT = [
  "process",
  "workingFolderDotenv",
  "globalDotenv",
  "configFolderDotenv",
  "gatewayDotenv",
] as const;
const CONFIG = ["configVars", "configFlat"] as const;

/**
 * The environment is filled from the highest source down, and the first one that sets the variable keeps it.
 * A blank value shuts out the `.env` files below it, but not the config, which replaces blanks.
 */
export function effectiveSource(sources: Sources): EffectiveSource | undefined {
  const environment = first(sources, ENVIRONMENT, isSet);
  if (environment && environment.value.trim() !== "") return environment;
  return first(sources, CONFIG, isAppliedFromConfig);
}

/** Which source keeps OpenClaw from reading what `written` holds; undefined where it reads that very value. */
export function hidingSource(sources: Sources, written: SourceName): SourceName | undefined {
  const effective = effectiveSource(sources);
  if (effective?.source === written || effective?.value.trim() === sources[written]?.trim()) return undefined;
  return effective?.source ?? first(sources, ENVIRONMENT, isSet)?.source;
}

function first(
  sources: Sources,
  names: readonly SourceName[],
  counts: (value: string | undefined) => value is string,
): EffectiveSource | undefined {
  for (const source of names) {
    const value = sources[source];
    if (counts(value)) return { source, value };
  }
  return undefined;
}

const isSet = (value: string | undefined): value is string => value !== undefined;

/** OpenClaw passes over blank values and references to other variables in its config. */
const isAppliedFromConfig = (value: string | undefined): value is string =>
  value !== undefined && value.trim() !== "" && !/\$\{[^}]*\}/.test(value);
