/** Which failure each error of the system comes to, and that an error of our own code comes to none. */
import { constants } from "node:os";
import { FsSafeError } from "@openclaw/fs-safe/errors";
import { expect, it } from "vitest";
import type { FailureCode } from "../../../../src/core/messages/failures.ts";
import { expectFailures, Refusal } from "../../../../src/openclaw/files/errors.ts";
import { expectFailure } from "../../../helpers/expect-failure.ts";

const FILE = "/home/you/.openclaw/openclaw.json";

const failing = (error: unknown) =>
  expectFailures(FILE, async (): Promise<{ ok: true }> => {
    throw error;
  });

/** As Node has it. */
function systemError(name: keyof typeof constants.errno, more: object = {}): Error {
  return Object.assign(new Error(name), {
    code: name,
    errno: -constants.errno[name],
    syscall: "open",
    ...more,
  });
}

it.each<[keyof typeof constants.errno, FailureCode, syscall?: string]>([
  ["ENOSPC", "disk_full"],
  ["EDQUOT", "disk_full"],
  ["EACCES", "write_denied"],
  ["EROFS", "disk_read_only"],
  ["EPERM", "file_locked"],
  ["EBUSY", "file_mounted", "rename"],
  ["EBUSY", "write_failed"],
  ["EIO", "write_failed"],
  ["EXDEV", "write_failed"],
  ["ENOENT", "write_failed"],
])("%s is %s", async (errno, code, syscall = "open") => {
  expectFailure(await failing(systemError(errno, { syscall })), code, { path: FILE, errno });
});

it("An error that Node has no name for is named by its number", async () => {
  const nameless = systemError("EDQUOT", { code: "Unknown system error -122" });
  expectFailure(await failing(nameless), "disk_full", { path: FILE, errno: "EDQUOT" });
  const unknown = systemError("EIO", { code: "Unknown system error -9999", errno: -9999 });
  const errno = "Unknown system error -9999";
  expectFailure(await failing(unknown), "write_failed", { path: FILE, errno });
});

it("What was asked for is named, where that is another place than the file", async () => {
  const denied = systemError("EACCES", { syscall: "access", path: "/home/you" });
  expectFailure(await failing(denied), "write_denied", { path: "/home/you", errno: "EACCES" });
});

it.each([
  ["a refusal", new Refusal("file_hard_linked", "/else"), "file_hard_linked", { path: "/else" }],
  [
    "a lock that stays",
    Object.assign(new Error(), { code: "file_lock_timeout" }),
    "file_busy",
    { path: FILE },
  ],
  [
    "a lock that can't be taken over",
    Object.assign(new Error(), { code: "file_lock_stale" }),
    "file_busy",
    { path: FILE },
  ],
  [
    "a temp file that is gone",
    new FsSafeError("path-mismatch", ""),
    "file_changed_meanwhile",
    { path: FILE },
  ],
  [
    "an error, and another while closing",
    new AggregateError([systemError("ENOSPC"), systemError("EIO")]),
    "disk_full",
    { path: FILE, errno: "ENOSPC" },
  ],
] as const)("Expected is %s", async (_, error, code, detail) => {
  expectFailure(await failing(error), code, detail);
});

it.each<[string, unknown]>([
  ["an error without a code", new TypeError("x is not a function")],
  ["Node's word for a wrong argument", Object.assign(new TypeError(), { code: "ERR_INVALID_ARG_TYPE" })],
  ["Node's word for a wrong use", Object.assign(new Error(), { code: "ERR_FS_EISDIR", errno: 21 })],
  ["the library's word for a wrong use", new FsSafeError("invalid-path", "")],
  ["a code of nobody's", Object.assign(new Error(), { code: "whatever" })],
])("A bug stays an exception: %s", async (_, error) => {
  await expect(failing(error)).rejects.toBe(error);
});
