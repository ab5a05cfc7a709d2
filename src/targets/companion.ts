import { failure } from "../export/outcome.ts";
import type { Target } from "../export/target.ts";
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
