/** Finds the JSON document in what OpenClaw prints: its plugins write to the same output, before it and behind it. */
import type * as z from "zod/mini";

/** In characters: enough for OpenClaw's own many times over, and about a second. */
const MAX_LOOKED_AT = 16 * 1024 * 1024;

/** The first document of this shape; undefined where there is none. */
export function documentIn<S extends z.ZodMiniType>(text: string, shape: S): z.output<S> | undefined {
  const starts = /["[{]/g;
  let lookedAt = 0;
  for (let start = starts.exec(text); start && lookedAt < MAX_LOOKED_AT; start = starts.exec(text)) {
    const at = start.index;
    const end = endOf(text, at);
    lookedAt += (end ?? text.length) - at;
    const document = end === null ? undefined : parseJson(text.slice(at, end));
    if (document) {
      const parsed = shape.safeParse(document.value);
      if (parsed.success) return parsed.data;
    }
    // One of another shape is passed over as a whole; what only looks like one may have it inside.
    if (document && end !== null) starts.lastIndex = end;
  }
  return undefined;
}

/** Where the document that starts here ends, by its brackets and quotes; null where it does not. */
function endOf(text: string, start: number): number | null {
  const tokens = /"(?:[^"\\\n]|\\.)*"|[[\]{}"]/g;
  tokens.lastIndex = start;
  let depth = 0;
  for (let token = tokens.exec(text); token; token = tokens.exec(text)) {
    const [found] = token;
    if (found === '"') return null;
    if (found === "{" || found === "[") depth++;
    else if (found === "}" || found === "]") depth--;
    if (depth <= 0) return tokens.lastIndex;
  }
  return null;
}

function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
