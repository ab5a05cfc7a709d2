import type { SessionKey } from "../../core/claude/session-key.ts";
import { failure, type Result } from "../../core/messages/failures.ts";
import type { CopyFormat } from "../browser/records.ts";
import { formatKey } from "./copy-format.ts";

/** The part of `navigator.clipboard` that is needed: it needs no permission, only a click and a focused page. */
type ClipboardWriter = Pick<Clipboard, "writeText">;

export async function copy(
  clipboard: ClipboardWriter,
  key: SessionKey,
  format: CopyFormat,
): Promise<Result<{ format: CopyFormat }>> {
  const written = await write(clipboard, formatKey(format, key.reveal()));
  return written ? { ok: true, format } : failure("clipboard_refused");
}

/**
 * Empties the clipboard. It can't be read without a permission that we don't want, so the caller must know
 * that nobody else wrote to it since.
 * @returns false where the browser does not let us
 */
export const clearClipboard = (clipboard: ClipboardWriter): Promise<boolean> => write(clipboard, "");

async function write(clipboard: ClipboardWriter, text: string): Promise<boolean> {
  try {
    await clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
