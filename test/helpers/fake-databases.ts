import { vi } from "vitest";

/** IndexedDB, as far as it forgets: the names of what was deleted. */
export function fakeDatabases(): string[] {
  const deleted: string[] = [];
  vi.stubGlobal("indexedDB", {
    deleteDatabase(name: string) {
      deleted.push(name);
      const request = { onsuccess: () => {} };
      queueMicrotask(() => request.onsuccess());
      return request;
    },
  });
  return deleted;
}
