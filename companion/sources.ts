/** Reads every place that may hold the key, and says which one OpenClaw takes. */
import { readFile } from "node:fs/promises";
import { readFromConfig } from "../src/openclaw/config-text.ts";
import { readFromDotenv } from "../src/openclaw/dotenv-text.ts";
import { effectiveSource, type EffectiveSource, type Sources } from "../src/openclaw/effective.ts";
import { SESSION_KEY_VARIABLE } from "../src/openclaw/variable.ts";
import type { SourceName } from "../src/protocol/companion.ts";
import type { Environment, OpenClawPaths } from "./paths.ts";

export interface FoundSource extends EffectiveSource {
  /** Null for the process environment. */
  path: string | null;
}

/**
 * @param shell the environment of a command line, where `openclaw` would be run the same way; null in the
 * native host, whose environment is the browser's and says nothing about the gateway's
 */
export async function findEffectiveSource(
  paths: OpenClawPaths,
  shell: Environment | null,
): Promise<FoundSource | null> {
  const config = await configValues(paths.config);
  const sources: Sources = {
    process: shell?.[SESSION_KEY_VARIABLE],
    workingFolderDotenv: shell ? await dotenvValue(paths.workingFolderDotenv) : undefined,
    globalDotenv: await dotenvValue(paths.dotenv),
    gatewayDotenv: paths.gatewayDotenv === null ? undefined : await dotenvValue(paths.gatewayDotenv),
    configFlat: config.flat,
    configVars: config.vars,
  };
  const found = effectiveSource(sources);
  return found ? { ...found, path: pathOfSource(found.source, paths) } : null;
}

function pathOfSource(source: SourceName, paths: OpenClawPaths): string | null {
  switch (source) {
    case "process":
      return null;
    case "workingFolderDotenv":
      return paths.workingFolderDotenv;
    case "globalDotenv":
      return paths.dotenv;
    case "gatewayDotenv":
      return paths.gatewayDotenv;
    case "configFlat":
    case "configVars":
      return paths.config;
  }
}

async function configValues(file: string): Promise<{ vars?: string | undefined; flat?: string | undefined }> {
  const text = await textOrNull(file);
  const values = text === null ? null : readFromConfig(text);
  return values?.ok ? { vars: values.vars, flat: values.flat } : {};
}

async function dotenvValue(file: string): Promise<string | undefined> {
  const text = await textOrNull(file);
  return text === null ? undefined : readFromDotenv(text);
}

/** What OpenClaw can't read, it passes over; so do we. */
async function textOrNull(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch {
    return null;
  }
}
