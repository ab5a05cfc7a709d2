/** Reads every place that may hold the key. What OpenClaw can't read, it passes over; so do we. */
import { valuesIn, type Held } from "../../core/config/config-owner.ts";
import { readFromDotenv } from "../../core/config/dotenv.ts";
import type { Sources } from "../../core/config/precedence.ts";
import { SESSION_KEY_VARIABLE } from "../../core/config/variable.ts";
import type { SourceName } from "../../core/messages/messages.ts";
import { MAX_DOTENV_BYTES } from "./chosen-file.ts";
import { readConfigFiles } from "./config-files.ts";
import type { Environment, OpenClawPaths } from "./paths.ts";
import { readPlainFile } from "./read-plain-file.ts";

/**
 * @param shell the environment of a command line, where `openclaw` would be run the same way; null in the
 * native host, whose environment is the browser's and says nothing about the gateway's
 */
export async function readSources(paths: OpenClawPaths, shell: Environment | null): Promise<Sources> {
  const { flat, vars } = await configValues(paths);
  return {
    process: shell?.[SESSION_KEY_VARIABLE],
    workingFolderDotenv: shell ? await dotenvValue(paths.workingFolderDotenv) : undefined,
    globalDotenv: await dotenvValue(paths.dotenv),
    configFolderDotenv: await dotenvValue(paths.configFolderDotenv),
    gatewayDotenv: await dotenvValue(paths.gatewayDotenv),
    configFlat: flat?.value,
    configVars: vars?.value,
  };
}

/** Null for the process environment. A value of the config may stand in a file that it includes. */
export async function pathOfSource(source: SourceName, paths: OpenClawPaths): Promise<string | null> {
  switch (source) {
    case "process":
      return null;
    case "workingFolderDotenv":
      return paths.workingFolderDotenv;
    case "globalDotenv":
      return paths.dotenv;
    case "configFolderDotenv":
      return paths.configFolderDotenv;
    case "gatewayDotenv":
      return paths.gatewayDotenv;
    case "configFlat":
      return (await configValues(paths)).flat?.path ?? paths.config;
    case "configVars":
      return (await configValues(paths)).vars?.path ?? paths.config;
  }
}

async function configValues(paths: OpenClawPaths): Promise<{ vars?: Held; flat?: Held }> {
  const config = await readConfigFiles(paths);
  return config ? valuesIn(config) : {};
}

async function dotenvValue(file: string | null): Promise<string | undefined> {
  const text = file === null ? null : await readPlainFile(file, MAX_DOTENV_BYTES);
  return text === null ? undefined : readFromDotenv(text);
}
