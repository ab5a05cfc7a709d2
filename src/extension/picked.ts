/** The door of the pages on which a click opens picked files; the worker and the other pages never load them. */
import type { Result } from "../core/messages/failures.ts";
import type { FileKind, RemoveReply } from "../core/messages/messages.ts";
import { handles } from "./browser/handles.ts";
import { askToWrite, type PickedHandle } from "./browser/picked-file.ts";
import { isPicked, type ConfirmedFile, type Records, type Saved } from "./browser/records.ts";
import { load, update } from "./browser/storage.ts";
import type { Replaced } from "./export/destination.ts";
import type { RemovedKeys, Withdrawn } from "./export/withdraw.ts";
import { picked } from "./export/picked.ts";
import type { Ports } from "./export/ports.ts";
import { exportNow } from "./extension.ts";
import { here, removeFrom, withdraw } from "./withdrawal.ts";

export interface OpenFile {
  file: ConfirmedFile;
  handle: PickedHandle;
}

/** Those whose handle is kept. */
export async function openFiles(files: readonly ConfirmedFile[]): Promise<OpenFile[]> {
  const opened = await Promise.all(
    files.map(async (file) => ({ file, handle: await handles.kept(file.id) })),
  );
  return opened.flatMap(({ file, handle }) => (handle ? [{ file, handle }] : []));
}

/** Keeps a file that was picked. The same one keeps its id. */
export async function keepPicked(handle: PickedHandle, kind: FileKind): Promise<ConfirmedFile> {
  const known = await openFiles(pickedBefore(await load()));
  const same = await Promise.all(known.map((one) => one.handle.isSameEntry(handle)));
  const id = known[same.indexOf(true)]?.file.id ?? crypto.randomUUID();
  await handles.keep(id, handle);
  return { kind, id, path: handle.name, isPicked: true };
}

/** Forgets the file, and so the way to it. What stands in it stays. */
export async function forgetPicked(file: ConfirmedFile): Promise<void> {
  await handles.forget(file.id);
  await update("settings", (settings) => ({ ...settings, picked: null, target: null }));
}

const pickedBefore = ({ settings, written }: Records): ConfirmedFile[] =>
  [...(settings.picked ? [settings.picked] : []), ...written].filter(isPicked);

/** The way of every export, with these files within reach. */
const portsWith = (open: readonly OpenFile[]): Ports => ({
  ...here,
  destination(place) {
    const found = open.find(({ file }) => file.id === place.id);
    return found ? picked(found.file, found.handle) : here.destination(place);
  },
});

/** @param replace what may be overwritten */
export const exportTo = (open: OpenFile, replace?: Replaced): Promise<Result<Saved>> =>
  exportNow(replace, portsWith([open]));

/** Withdraws the consent, and takes the keys out where that is allowed without a question. */
export const withdrawWith = (open: readonly OpenFile[]): Promise<Withdrawn> =>
  withdraw({ removeKey: true }, portsWith(open));

/** Takes the key out of a file once nothing is stored any more that could name it. */
export const removeAfterwards = ({ file, handle }: OpenFile): Promise<Result<RemoveReply>> =>
  picked(file, handle).remove(null);

/** Takes the key out of a file that is no longer the chosen one, and forgets it. Call it in a click handler. */
export async function clearPicked(file: ConfirmedFile): Promise<RemovedKeys> {
  const open = await openFiles([file]);
  for (const { handle } of open) await askToWrite(handle);
  const removed = await removeFrom(file, portsWith(open));
  if (removed.left.length === 0) await handles.forget(file.id);
  return removed;
}
