import type { Failure } from "../../core/messages/failures.ts";
import type { SourceName } from "../../core/messages/messages.ts";
import { effectiveSource, type Sources } from "../../core/config/precedence.ts";
import { SessionKey } from "../../core/claude/session-key.ts";
import type { Instance } from "../openclaw.ts";
import { readOpenClawFile } from "../files/key-files.ts";
import { pathOfSource, readSources } from "../files/sources.ts";

export interface FoundKey {
  ok: true;
  key: SessionKey;
  source: SourceName;
  /** Null for the process environment. */
  path: string | null;
  /** Whether a lower source holds another key, which this one hides. */
  hidesAnother: boolean;
}

/** Which key OpenClaw reads, if any. */
export async function findKey({ paths, env, shell }: Instance): Promise<FoundKey | Failure> {
  const sources = await readSources(paths, shell);
  const found = effectiveSource(sources);
  const where = async (source: SourceName) => {
    const path = await pathOfSource(source, paths);
    return { source, path };
  };
  if (!found) {
    const blank = blankAbove(sources);
    if (blank) return { ok: false, code: "key_hidden", detail: detailOf(await where(blank)) };
    // A config that can't be read, or not be written, has to be known before the advice to put a key there.
    const { problem } = await readOpenClawFile("config", paths, env);
    return problem ?? { ok: false, code: "key_missing" };
  }
  const place = await where(found.source);
  const parsed = SessionKey.parse(found.value);
  if (!parsed.ok) return { ok: false, code: "key_unusable", detail: detailOf(place) };
  const hidesAnother = Object.values(sources).some(
    (value: string | undefined) => isKey(value) && value?.trim() !== found.value.trim(),
  );
  return { ok: true, key: parsed.key, ...place, hidesAnother };
}

/** The source whose emptiness shuts out a key in another. */
function blankAbove(sources: Sources): SourceName | undefined {
  const entries = Object.entries(sources) as [SourceName, string | undefined][];
  const hasKey = entries.some(([, value]) => isKey(value));
  return hasKey ? entries.find(([, value]) => value?.trim() === "")?.[0] : undefined;
}

const isKey = (value: string | undefined): boolean => SessionKey.parse(value).ok;

/** For a failure's words: they name the source, and its file where it has one. */
export const detailOf = ({ source, path }: { source: SourceName; path: string | null }) => ({
  source,
  ...(path === null ? {} : { path }),
});
