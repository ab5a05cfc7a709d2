/** What OpenClaw reads, in words, as the companion reports it. */
import { failure, type Result } from "../../src/core/messages/failures.ts";
import type { StatusReply } from "../../src/core/messages/messages.ts";
import { failureTitle } from "../../src/extension/ui/status.ts";
import { message, type Message } from "../../src/extension/ui/words.ts";

export interface Reading {
  what: Message;
  /** Null where there is no place to name. */
  from: Message | null;
}

/**
 * @param companion null until it has answered
 * @param exported the fingerprint of the key that this browser exported last
 * @param file the path of the chosen file, which needs not be named again
 */
export function readingOf(
  companion: Result<StatusReply> | null,
  exported: string | null,
  file: string | null,
): Reading {
  if (companion === null) return { what: message("options.reads_asking"), from: null };
  if (!companion.ok) return { what: failureTitle(companion), from: null };
  const { effective } = companion;
  if (effective === null) return { what: message("options.reads_none"), from: null };
  const { source, path } = effective;
  const name = message(`source.${source}`);
  const place = path === null || path === file ? name : message("source.at", { name, path });
  return { what: whatOf(effective, exported), from: message("options.reads_from", { source: place }) };
}

function whatOf(
  { fingerprint, holds, unknown }: NonNullable<StatusReply["effective"]>,
  exported: string | null,
): Message {
  if (unknown) return message("options.reads_unknown");
  if (fingerprint === null) return failureTitle(failure("key_unusable", { holds: holds ?? "text" }));
  return message(fingerprint === exported ? "options.reads_exported" : "options.reads_other");
}
