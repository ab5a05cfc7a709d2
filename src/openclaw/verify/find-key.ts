import { failure, type Failure } from "../../core/messages/failures.ts";
import type { SourceName } from "../../core/messages/messages.ts";
import { effectiveSource, type Source } from "../../core/config/precedence.ts";
import { foreignIn } from "../../core/config/foreign.ts";
import { SessionKey } from "../../core/claude/session-key.ts";
import type { Instance } from "../openclaw.ts";
import { readKeyFile } from "../files/key-files.ts";
import { readSources } from "../files/sources.ts";

export interface FoundKey {
  ok: true;
  key: SessionKey;
  source: SourceName;
  /** Null for the process environment. */
  path: string | null;
  /** Another key in a lower source, which this one hides; null where there is none. */
  hidden: SessionKey | null;
}

/** Which key OpenClaw reads, if any. */
export async function findKey(instance: Instance): Promise<FoundKey | Failure> {
  const sources = await readSources(instance);
  const found = effectiveSource(sources);
  if (!found) {
    const blank = blankAbove(sources);
    if (blank) return failure("key_hidden", detailOf(blank));
    // A config that can't be read, or not be written, has to be known before the advice to put a key there.
    const { problem } = await readKeyFile(instance, "config");
    return problem ?? failure("key_missing");
  }
  if (found.value === null) return found.why;
  const { source, path, value } = found;
  const parsed = SessionKey.parse(value);
  if (!parsed.ok) return failure("key_unusable", { ...detailOf(found), holds: foreignIn(value) });
  const other = sources.find((lower) => isKey(lower) && lower.value?.trim() !== value.trim());
  const hidden = SessionKey.parse(other?.value);
  return { ok: true, key: parsed.key, source, path, hidden: hidden.ok ? hidden.key : null };
}

/** The source whose emptiness shuts out a key in another. */
function blankAbove(sources: readonly Source[]): Source | undefined {
  return sources.some(isKey) ? sources.find(({ value }) => value?.trim() === "") : undefined;
}

const isKey = ({ value }: Source): boolean => SessionKey.parse(value).ok;

/** For a failure's words: they name the source, and its file where it has one. */
export const detailOf = ({ source, path }: { source: SourceName; path: string | null }) => ({
  source,
  ...(path === null ? {} : { path }),
});
