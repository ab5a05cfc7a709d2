import type { RemovedKeys } from "../export/withdraw-consent.ts";
import { failure } from "../export/outcome.ts";
import type { Target } from "../export/target.ts";
import type { NativeFailure } from "../protocol/native-failure.ts";
import type { Companion } from "../browser/native.ts";
import type { ConfirmedFile } from "../settings/settings.ts";

/** Writes the key into the file that the user confirmed, through the companion. */
export function companionTarget(companion: Companion, file: ConfirmedFile): Target {
  return {
    file,
    async put(key) {
      const reply = await companion.set(file, key.reveal());
      if (!reply.ok) return failure(reply.code, reply.detail);
      return { ...reply, kind: "saved", file: file.kind };
    },
  };
}

/** Takes the key out of the files that Clawkey wrote, and of no other; stops at the first that it can't. */
export async function removeFromOpenClaw(
  companion: Companion,
  files: readonly ConfirmedFile[],
): Promise<RemovedKeys | NativeFailure> {
  const removed: RemovedKeys = { ok: true, paths: [], copies: [] };
  for (const file of files) {
    const reply = await companion.remove(file);
    if (!reply.ok) return reply;
    if (reply.changed) removed.paths.push(reply.path);
    removed.copies = reply.copies;
  }
  return removed;
}
