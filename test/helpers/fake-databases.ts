import { vi } from "vitest";

type Store = Map<string, unknown>;

/** IndexedDB in memory, as far as `object-store.ts` uses it. @returns the names of the databases that were deleted */
export function fakeDatabases(): string[] {
  const deleted: string[] = [];
  const databases = new Map<string, Map<string, Store>>();

  vi.stubGlobal("indexedDB", {
    open(name: string) {
      const stores = databases.get(name) ?? new Map<string, Store>();
      const opening = asked(() => databaseOf(stores), {
        onupgradeneeded: () => {},
      });
      if (!databases.has(name)) queueMicrotask(() => opening.onupgradeneeded());
      databases.set(name, stores);
      return opening;
    },
    deleteDatabase(name: string) {
      deleted.push(name);
      return asked(() => databases.delete(name), {});
    },
  });
  return deleted;
}

const databaseOf = (stores: Map<string, Store>) => ({
  createObjectStore: (name: string) => stores.set(name, new Map()),
  transaction: () => ({
    objectStore(name: string) {
      const store = stores.get(name)!;
      return {
        put: (value: unknown, id: string) => asked(() => store.set(id, value), {}),
        get: (id: string) => asked(() => store.get(id), {}),
        delete: (id: string) => asked(() => store.delete(id), {}),
      };
    },
  }),
  close: () => {},
});

/** Answered later, as the browser does; what else it may tell before that goes first. */
function asked<T, More extends object>(answer: () => T, more: More) {
  const request = { result: answer(), onsuccess: () => {}, ...more };
  setImmediate(() => request.onsuccess());
  return request;
}
