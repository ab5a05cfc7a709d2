/** Everything that may stand at a path and must never be written through. */
import type { FailureCode } from "../../src/core/messages/failures.ts";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { chmodSync, chownSync, linkSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";

export interface RefusedFile {
  what: string;
  code: FailureCode;
  needsRoot?: true;
  /** Puts it at this path. */
  make: (file: string) => void;
}

export const REFUSED_FILES: readonly RefusedFile[] = [
  { what: "a folder", code: "file_not_regular", make: (file) => mkdirSync(file) },
  {
    what: "a socket",
    code: "file_not_regular",
    make: (file) => {
      // The path of a socket may not be long.
      const script =
        "require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 9))";
      execFileSync("sh", [
        "-c",
        'cd "$1" && "$2" -e "$3" "$4" || true',
        "sh",
        path.dirname(file),
        process.execPath,
        script,
        path.basename(file),
      ]);
    },
  },
  { what: "a FIFO", code: "file_not_regular", make: (file) => execFileSync("mkfifo", [file]) },
  {
    what: "a file with a second name",
    code: "file_hard_linked",
    make: (file) => {
      writeFileSync(`${file}.second`, "{}");
      linkSync(`${file}.second`, file);
    },
  },
  {
    what: "a read-only file",
    code: "file_read_only",
    make: (file) => {
      writeFileSync(file, "{}");
      chmodSync(file, 0o444);
    },
  },
  {
    what: "a file in UTF-16",
    code: "file_not_text",
    make: (file) => writeFileSync(file, "\ufeff{ a: 1 }", "utf16le"),
  },
  { what: "a file with a NUL", code: "file_not_text", make: (file) => writeFileSync(file, "{ a: '\0' }") },
  {
    what: "a file with a broken UTF-8 sequence",
    code: "file_not_text",
    make: (file) => writeFileSync(file, Buffer.from([0x7b, 0xc3, 0x28, 0x7d])),
  },
  {
    what: "a file that is too large",
    code: "file_too_large",
    make: (file) => {
      writeFileSync(file, "");
      // Sparse: it has the size of the largest limit and one byte, and takes no room.
      truncateSync(file, 2 * 1024 * 1024 + 1);
    },
  },
  {
    what: "a device",
    code: "file_not_regular",
    needsRoot: true,
    make: (file) => void execFileSync("mknod", [file, "c", "1", "5"]),
  },
  {
    what: "another user's file",
    code: "file_not_owned",
    needsRoot: true,
    make: (file) => {
      writeFileSync(file, "{}");
      chownSync(file, 65_534, 65_534);
    },
  },
];

/** Refused where links are not followed. */
export const SYMBOLIC_LINK: RefusedFile = {
  what: "a symbolic link",
  code: "file_symlink",
  make: (file) => {
    writeFileSync(`${file}.end`, "{}");
    symlinkSync(`${file}.end`, file);
  },
};
