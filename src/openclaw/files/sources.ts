/** Reads every place that may hold the key. What OpenClaw can't read, it passes over; so do we. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { isTooSparse, readFromDotenv } from "../../core/config/dotenv.ts";
import { SESSION_KEY_VARIABLE, type Source } from "../../core/config/precedence.ts";
import { failure, type FailureCode } from "../../core/messages/failures.ts";
import type { SourceName } from "../../core/messages/messages.ts";
import type { Instance } from "./paths.ts";
import { READ_RULES, readText } from "./read.ts";
import { liveServiceCopy } from "./service.ts";

/** Texts by path that are known already, so that no file is read twice; null where there is none. */
export type KnownTexts = ReadonlyMap<string, string | null>;

const NONE: KnownTexts = new Map();

/** All that hold the variable, the highest first. */
export async function readSources(instance: Instance, known = NONE): Promise<Source[]> {
  return [...(await readEnvironment(instance, known)), ...(await readConfig(instance, known))];
}

/** Those that OpenClaw makes its environment of. The native host's own says nothing about the gateway's. */
export async function readEnvironment({ paths, shell }: Instance, known = NONE): Promise<Source[]> {
  const own = shell?.[SESSION_KEY_VARIABLE];
  const files: [SourceName, string | null][] = [
    ["serviceEnvironment", await liveServiceCopy(paths)],
    ["workingFolderDotenv", shell && paths.workingFolderDotenv],
    ["globalDotenv", paths.dotenv],
    ["configFolderDotenv", paths.configFolderDotenv],
    ["gatewayDotenv", paths.gatewayDotenv],
  ];
  const found = await Promise.all(
    files.map(async ([source, file]): Promise<Source[]> => {
      const text = file && (await textOf(file, READ_RULES.dotenv.maxBytes, known));
      if (!text) return [];
      if (isTooSparse(text)) return [unread(source, file, "dotenv_unsupported")];
      const value = readFromDotenv(text);
      return value === undefined ? [] : [{ source, path: file, value }];
    }),
  );
  return [
    ...(own === undefined ? [] : [{ source: "process", path: null, value: own } as const]),
    ...found.flat(),
  ];
}

/** What the config itself holds, and that it may include more. */
export async function readConfig({ paths }: Instance, known = NONE): Promise<Source[]> {
  const file = paths.config;
  const text = await textOf(file, READ_RULES.config.maxBytes, known);
  if (text === null) return (await isTooLarge(file)) ? [unread("configVars", file, "file_too_large")] : [];
  const { readFromConfig } = await import("../../core/config/json5.ts");
  const values = readFromConfig(text);
  // OpenClaw may well read what would take us too long.
  if (!values.ok)
    return values.code === "config_unsupported" ? [unread("configVars", file, values.code)] : [];
  const { vars, flat, include } = values;
  const sources: Source[] = [];
  if (vars !== undefined) sources.push({ source: "configVars", path: file, value: vars });
  if (include) {
    const { line, column, file: named } = include;
    const included = named === undefined ? file : path.resolve(path.dirname(file), named);
    const why = failure("config_included", { path: file, line, column });
    sources.push({ source: "configVars", path: included, value: null, why });
  }
  if (flat !== undefined) sources.push({ source: "configFlat", path: file, value: flat });
  return sources;
}

/** `gateway.mode: "remote"`: the gateway is on another machine. What the config includes is not read. */
export async function isGatewayElsewhere({ paths }: Instance, known = NONE): Promise<boolean> {
  const text = await textOf(paths.config, READ_RULES.config.maxBytes, known);
  // The editor of JSON5 is large, and hardly ever needed for this.
  if (!text?.includes("remote")) return false;
  const { readFromConfig } = await import("../../core/config/json5.ts");
  const values = readFromConfig(text);
  return values.ok && values.gatewayMode === "remote";
}

/** OpenClaw reads a config of any size; we read none that would take too long to parse. */
const isTooLarge = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isFile() && found.size > READ_RULES.config.maxBytes,
    () => false,
  );

const unread = (source: SourceName, file: string | null, code: FailureCode): Source => ({
  source,
  path: file,
  value: null,
  why: failure(code, file === null ? {} : { path: file }),
});

async function textOf(file: string, maxBytes: number, known: KnownTexts): Promise<string | null> {
  const text = known.get(file);
  return text === undefined ? readText(file, maxBytes) : text;
}
