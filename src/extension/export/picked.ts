/** A picked file as a destination: edited as the companion edits it, by the browser's own file access. */
import type { Format } from "../../core/config/formats.ts";
import { failure, type Result } from "../../core/messages/failures.ts";
import type { FileKind } from "../../core/messages/messages.ts";
import { readPicked, replacePicked, type PickedHandle, type Snapshot } from "../browser/picked-file.ts";
import type { ConfirmedFile } from "../browser/records.ts";
import { inFile, type Destination } from "./destination.ts";

/** Parsers and editors are large: only who opens a file loads them. */
const editors = () => import("../../core/config/formats.ts");

/** It can't ask OpenClaw, nor see what else OpenClaw reads. */
export function picked({ kind, id, path }: ConfirmedFile, handle: PickedHandle): Destination {
  return {
    id,
    async set(key, replace) {
      const done = await edit(handle, kind, (format, text) =>
        format.set(text, key.reveal(), inFile(replace)),
      );
      return done.ok ? { ok: true, path, changed: done.changed, tightened: false, file: kind } : done;
    },
    async remove(only) {
      const { withoutKey } = await editors();
      const done = await edit(handle, kind, (format, text) => withoutKey(format, text, only));
      if (!done.ok) return done;
      const { changed, kept, holds } = done;
      return { ok: true, path, changed, ...(kept ? { kept } : {}), holds, backups: [] };
    },
  };
}

/** Which of OpenClaw's files it is: all that a browser tells of its place is the name. */
const KIND_BY_NAME: Readonly<Record<string, FileKind>> = { "openclaw.json": "config", ".env": "dotenv" };

/** Whether it can be written: a failure says why not, before anything is. */
export async function inspectPicked(handle: PickedHandle): Promise<Result<{ kind: FileKind }>> {
  const kind = KIND_BY_NAME[handle.name];
  if (!kind) return failure("picked_other_file", { path: handle.name });
  const found = await read(handle, kind);
  if (!found.ok) return found;
  const { problem } = found.format.read(found.text);
  return problem ? failure(problem.code, { path: handle.name, ...problem.detail }) : { ok: true, kind };
}

type Edited = { text: string };

async function edit<T extends Edited>(
  handle: PickedHandle,
  kind: FileKind,
  change: (format: Format, text: string) => Result<T> | Promise<Result<T>>,
): Promise<Result<T & { changed: boolean }>> {
  const { MAX_BYTES } = await editors();
  const before = await read(handle, kind);
  if (!before.ok) return before;
  const edited = await change(before.format, before.text);
  if (!edited.ok) return failure(edited.code, { path: handle.name, ...edited.detail });
  if (edited.text === before.text) return { ...edited, changed: false };
  const bytes = new TextEncoder().encode(edited.text);
  // OpenClaw would pass over it, and we could not edit it again.
  if (bytes.length > MAX_BYTES[kind]) return failure("file_too_large", { path: handle.name });
  const replaced = await replacePicked(handle, before, bytes);
  return replaced.ok ? { ...edited, changed: true } : replaced;
}

async function read(
  handle: PickedHandle,
  kind: FileKind,
): Promise<Result<Snapshot & { text: string; format: Format }>> {
  const { formatOf, MAX_BYTES } = await editors();
  const found = await readPicked(handle, MAX_BYTES[kind]);
  if (!found.ok) return found;
  const text = textOf(found.bytes);
  return text === null
    ? failure("file_not_text", { path: handle.name })
    : { ...found, text, format: await formatOf(kind) };
}

/** As OpenClaw decodes it; null for UTF-16, binary, broken sequences. */
function textOf(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    // A mark of the byte order is the file's, and stays.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
