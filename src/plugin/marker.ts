/**
 * The line in the global `.env` that makes OpenClaw's command line load the plugin, and with it the key or the numbers
 * that the plugin keeps. No secret. OpenClaw forbids to write its config in some modes, never its `.env`.
 */
import { addMarker, hasMarker, removeMarker } from "../core/config/dotenv.ts";
import type { Result } from "../core/messages/failures.ts";
import { READ_RULES, readText } from "../openclaw/files/read.ts";
import { replaceFile, type Replacement } from "../openclaw/files/replace.ts";
import { knows } from "../openclaw/versions.ts";
import { stampOf } from "./own-files.ts";
import type { Paths, Place } from "./paths.ts";

const KEPT = ["key", "numbers"] as const;

export async function setMarker({ paths, openclaw }: Place): Promise<Result> {
  if (!knows(openclaw(), "usageMarker")) return { ok: true };
  return replaceFile({ ...dotenvOf(paths), edit: (text) => addMarker(text ?? "") });
}

/**
 * Takes it out once nothing is kept any more. Whatever the version: the line may be an earlier one's. A file without it
 * is not touched.
 */
export async function releaseMarker({ paths }: Place): Promise<Result> {
  const stamps = await Promise.all(KEPT.map((name) => stampOf(paths.state, name)));
  if (stamps.some((stamp) => stamp !== "missing")) return { ok: true };
  const text = await readText(paths.dotenv, READ_RULES.dotenv.maxBytes);
  if (text === null || !hasMarker(text)) return { ok: true };
  return replaceFile({
    ...dotenvOf(paths),
    edit: (now) => (now === null ? { ok: true, text: now } : removeMarker(now)),
  });
}

const dotenvOf = ({ dotenv, config }: Paths): Omit<Replacement, "edit"> => ({
  path: dotenv,
  ...READ_RULES.dotenv,
  config,
});
