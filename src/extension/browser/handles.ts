/** Where the handles of picked files are kept, each by `ConfirmedFile.id`. */
import { objectStore } from "./object-store.ts";
import type { PickedHandle } from "./picked-file.ts";

export const handles = objectStore<PickedHandle>("picked", "handles");
