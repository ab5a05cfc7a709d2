/** Requests as the extension sends them. */
import { fileId } from "../../src/openclaw/files/key-files.ts";
import type { FileKind } from "../../src/core/messages/messages.ts";
import { KEY_TEXT } from "./keys.ts";
import type { OpenClawHome } from "./openclaw-home.ts";

const COMMON = { protocol: 1 } as const;

export const statusRequest = (salt: string) => ({ ...COMMON, verb: "status", salt }) as const;

export const setRequest = (home: OpenClawHome, file: FileKind, key: string = KEY_TEXT) =>
  ({ ...COMMON, verb: "set", file, fileId: fileId(home.paths[file]), key }) as const;

export const removeRequest = (home: OpenClawHome, file: FileKind) =>
  ({ ...COMMON, verb: "remove", file, fileId: fileId(home.paths[file]), only: null }) as const;

export const VERIFY_REQUEST = { ...COMMON, verb: "verify" } as const;
