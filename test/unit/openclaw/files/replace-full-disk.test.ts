/** On a disk that is full or can't be written, the old file stays, and nothing beside it. */
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { inspectFile } from "../../../../src/openclaw/files/read.ts";
import { replaceFile } from "../../../../src/openclaw/files/replace.ts";
import { expectFailure } from "../../../helpers/expect-failure.ts";
import { fileTree } from "../../../helpers/file-tree.ts";
import { canMount, tinyDisk } from "../../../helpers/tiny-disk.ts";

const DISK_BYTES = 128 * 1024;
const PAGE = 4096;
const LIMITS = { links: "refuse", maxBytes: DISK_BYTES } as const;

const edit = (text: string | null) => ({ ok: true, text: `${text ?? ""}one more line\n` }) as const;

describe.runIf(canMount)("replaceFile", () => {
  it.each([
    ["with no room at all", 0],
    ["with room for the lock alone", PAGE],
    ["with room for a part of the new file", 4 * PAGE],
  ])("leaves the old file on a full disk %s", async (_, free) => {
    const disk = tinyDisk(DISK_BYTES);
    const file = path.join(disk.folder, "openclaw.json");
    writeFileSync(file, "a line\n".repeat(3000));
    disk.fillUpTo(free);
    const before = fileTree(disk.folder);
    expectFailure(await replaceFile({ path: file, ...LIMITS, edit }), "disk_full", {
      path: file,
      errno: "ENOSPC",
    });
    expect(fileTree(disk.folder)).toEqual(before);
  });

  it("leaves no half of a new file on a full disk", async () => {
    const disk = tinyDisk(DISK_BYTES);
    const file = path.join(disk.folder, "openclaw.json");
    disk.fillUpTo(PAGE);
    const large = () => ({ ok: true, text: "x".repeat(2 * PAGE) }) as const;
    expectFailure(await replaceFile({ path: file, ...LIMITS, edit: large }), "disk_full", {
      path: file,
      errno: "ENOSPC",
    });
    expect(existsSync(file)).toBe(false);
  });

  it("says that a read-only disk does not let it write, and still reads there", async () => {
    const disk = tinyDisk(DISK_BYTES);
    const file = path.join(disk.folder, "openclaw.json");
    writeFileSync(file, "old");
    disk.makeReadOnly();
    await expect(inspectFile(file, LIMITS)).resolves.toEqual({ text: "old", problem: null });
    expectFailure(await replaceFile({ path: file, ...LIMITS, edit }), "write_denied", {
      path: file,
      errno: "EROFS",
    });
  });
});
