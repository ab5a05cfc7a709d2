import type { RemovedKeys } from "../export/withdraw-consent.ts";
import { failure } from "../export/outcome.ts";
import type { Target } from "../export/target.ts";
import type { NativeFailure } from "../protocol/native-failure.ts";
import type { FileKind } from "../protocol/companion.ts";
import type { Companion } from "../browser/native.ts";
import type { ConfirmedFile } from "../settings/settings.ts";

/** Writes the key into the file that the user confirmed, through the companion. */
export function companionTarget(companion: Companion, file: ConfirmedFile): Target {
  return {
    async put(key) {
      const reply = await companion.set(file, key.reveal());
      if (!reply.ok) return failure(reply.code, reply.detail);
      const { path, changed, tightened, effect } = reply;
      return { ok: true, kind: "saved", file: file.kind, path, changed, tightened, effect };
    },
  };
}

const KINDS: readonly FileKind[] = ["config", "dotenv"];

/** Takes the key out of both of OpenClaw's files: the user may have changed from one to the other since. */
export async function removeFromOpenClaw(
  companion: Companion,
  salt: string,
): Promise<RemovedKeys | NativeFailure> {
  const status = await companion.status(salt);
  if (!status.ok) return status;
  const removed: RemovedKeys = { ok: true, paths: [], copies: [] };
  for (const kind of KINDS) {
    const { id, path, fingerprint } = status.files[kind];
    if (fingerprint === null) continue;
    const reply = await companion.remove({ kind, id, path });
    if (!reply.ok) return reply;
    removed.paths.push(reply.path);
    removed.copies = reply.copies;
  }
  return removed;
}
