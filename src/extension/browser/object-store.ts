/** Objects of the browser's own, which no other storage takes: in IndexedDB, one store a database. */

export interface ObjectStore<T> {
  keep(id: string, value: T): Promise<void>;
  kept(id: string): Promise<T | undefined>;
  forget(id: string): Promise<void>;
  forgetAll(): Promise<void>;
}

export function objectStore<T>(database: string, name: string): ObjectStore<T> {
  async function inStore<R>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => IDBRequest<R>,
  ): Promise<R> {
    const opening = indexedDB.open(database);
    opening.onupgradeneeded = () => opening.result.createObjectStore(name);
    const opened = await resultOf(opening);
    try {
      return await resultOf(work(opened.transaction(name, mode).objectStore(name)));
    } finally {
      // One that stays open would keep the database from being deleted.
      opened.close();
    }
  }

  return {
    async keep(id, value) {
      await inStore("readwrite", (store) => store.put(value, id));
    },
    kept: (id) => inStore("readonly", (store): IDBRequest<T | undefined> => store.get(id)),
    async forget(id) {
      await inStore("readwrite", (store) => store.delete(id));
    },
    async forgetAll() {
      await resultOf(indexedDB.deleteDatabase(database));
    },
  };
}

const resultOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("no answer"));
  });
