/** Reads every place that may hold the key. What OpenClaw can't read, it passes over; so do we. */
import { readFromConfig } from "../src/openclaw/config-text.ts";
import { readFromDotenv } from "../src/openclaw/dotenv-text.ts";
import type { Sources } from "../src/openclaw/effective.ts";
import { SESSION_KEY_VARIABLE } from "../src/openclaw/variable.ts";
import type { SourceName } from "../src/protocol/companion.ts";
import { MAX_DOTENV_BYTES } from "./openclaw-files.ts";
import type { Environment, OpenClawPaths } from "./paths.ts";
import { readPlainFile } from "./read-plain-file.ts";

/**
 * @param shell the environment of a command line, where `openclaw` would be run the same way; null in the
 * native host, whose environment is the browser's and says nothing about the gateway's
 */
export async function readSources(paths: OpenClawPaths, shell: Environment | null): Promise<Sources> {
  const config = await configValues(paths.config);
  return {
    process: shell?.[SESSION_KEY_VARIABLE],
    workingFolderDotenv: shell ? await dotenvValue(paths.workingFolderDotenv) : undefined,
    globalDotenv: await dotenvValue(paths.dotenv),
    gatewayDotenv: paths.gatewayDotenv === null ? undefined : await dotenvValue(paths.gatewayDotenv),
    configFlat: config.flat,
    configVars: config.vars,
  };
}

/** Null for the process environment. */
export function pathOfSource(source: SourceName, paths: OpenClawPaths): string | null {
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
  const text = await readPlainFile(file);
  const values = text === null ? null : readFromConfig(text);
  return values?.ok ? { vars: values.vars, flat: values.flat } : {};
}

async function dotenvValue(file: string): Promise<string | undefined> {
  const text = await readPlainFile(file, MAX_DOTENV_BYTES);
  return text === null ? undefined : readFromDotenv(text);
}
