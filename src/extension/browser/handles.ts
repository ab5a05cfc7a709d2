/** Where the handles of picked files are kept: they are objects of the browser's, which no other storage takes. */
import type { PickedHandle } from "./picked-file.ts";

const DATABASE = "picked";
const STORE = "handles";

/** @param id `ConfirmedFile.id` */
export async function keepHandle(id: string, handle: PickedHandle): Promise<void> {
  await inStore("readwrite", (store) => store.put(handle, id));
}

export async function keptHandle(id: string): Promise<PickedHandle | undefined> {
  return inStore("readonly", (store): IDBRequest<PickedHandle | undefined> => store.get(id));
}

export async function forgetHandle(id: string): Promise<void> {
  await inStore("readwrite", (store) => store.delete(id));
}

export async function forgetHandles(): Promise<void> {
  await resultOf(indexedDB.deleteDatabase(DATABASE));
}

async function inStore<T>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const opening = indexedDB.open(DATABASE);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await resultOf(opening);
  try {
    return await resultOf(work(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    // One that stays open would keep the database from being deleted.
    database.close();
  }
}

const resultOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("no answer"));
  });
