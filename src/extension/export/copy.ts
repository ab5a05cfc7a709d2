import { failure } from "../../core/messages/failures.ts";
import type { Target } from "./destination.ts";
import type { CopyFormat } from "../browser/records.ts";
import { formatKey } from "./copy-format.ts";

/** The part of `navigator.clipboard` that is needed: it needs no permission, only a click and a focused page. */
export type ClipboardWriter = Pick<Clipboard, "writeText">;

export function clipboardTarget(clipboard: ClipboardWriter, format: CopyFormat): Target {
  return {
    file: null,
    async put(key) {
      const written = await write(clipboard, formatKey(format, key.reveal()));
      return written ? { ok: true, kind: "copied", format } : failure("clipboard_refused");
    },
  };
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
