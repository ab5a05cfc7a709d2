/** Where a file can't be replaced the reason is named, the old file stays, and nothing beside it. */
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { FailureCode } from "../../../../src/core/messages/failures.ts";
import type { Detail } from "../../../../src/core/messages/messages.ts";
import { inspectFile } from "../../../../src/openclaw/files/read.ts";
import { replaceFile } from "../../../../src/openclaw/files/replace.ts";
import { expectFailure } from "../../../helpers/expect-failure.ts";
import { fileTree } from "../../../helpers/file-tree.ts";
import { tempFolder } from "../../../helpers/temp-folder.ts";
import { canMount, tinyDisk } from "../../../helpers/tiny-disk.ts";

const DISK_BYTES = 128 * 1024;
const PAGE = 4096;
const RULES = { links: "refuse", maxBytes: DISK_BYTES } as const;

const edit = (text: string | null) => ({ ok: true, text: `${text ?? ""}one more line\n` }) as const;

/** Makes something in a folder, and returns the path that is to be replaced and where the failure is. */
type Make = (folder: string) => { file: string; at?: string };

/** What cannot stand where OpenClaw's two files stand is refused in `../refusals.test.ts`. */
const REFUSED: [what: string, links: "refuse" | "follow", FailureCode, errno: string | undefined, Make][] = [
  [
    "a link's end that is a folder, where links are followed",
    "follow",
    "file_not_regular",
    undefined,
    (folder) => {
      const [file, at] = [path.join(folder, ".env"), path.join(folder, "end")];
      mkdirSync(at);
      symlinkSync("end", file);
      return { file, at };
    },
  ],
  [
    "a link that leads nowhere",
    "follow",
    "write_failed",
    "ENOENT",
    (folder) => {
      symlinkSync("nowhere", path.join(folder, ".env"));
      return { file: path.join(folder, ".env") };
    },
  ],
  [
    "a path below something that is no folder",
    "refuse",
    "write_failed",
    "ENOTDIR",
    (folder) => {
      writeFileSync(path.join(folder, "plain"), "");
      return { file: path.join(folder, "plain", "openclaw.json") };
    },
  ],
  // OpenClaw's own writers refuse it too.
  [
    "a folder that is a symbolic link",
    "refuse",
    "folder_symlink",
    undefined,
    (folder) => {
      const at = path.join(folder, ".openclaw");
      mkdirSync(path.join(folder, "real"));
      writeFileSync(path.join(folder, "real", "openclaw.json"), "{}");
      symlinkSync("real", at);
      return { file: path.join(at, "openclaw.json"), at };
    },
  ],
];

describe("replaceFile and inspectFile refuse", () => {
  it.each(REFUSED)("%s", async (_, links, code, errno, make) => {
    const folder = tempFolder();
    const { file, at = file } = make(folder);
    const before = fileTree(folder);
    const detail: Detail = { path: at, ...(errno && { errno }) };
    const { problem } = await inspectFile(file, { ...RULES, links });
    expectFailure(problem!, code, detail);
    expectFailure(await replaceFile({ path: file, ...RULES, links, edit }), code, detail);
    expect(fileTree(folder)).toEqual(before);
  });

  it("a file of one byte more than the greatest size", async () => {
    const file = path.join(tempFolder(), "openclaw.json");
    writeFileSync(file, "12345678");
    const inspected = await inspectFile(file, { links: "refuse", maxBytes: 8 });
    expect(inspected).toEqual({ text: "12345678", problem: null });
    const { problem } = await inspectFile(file, { links: "refuse", maxBytes: 7 });
    expectFailure(problem!, "file_too_large", { path: file });
  });
});

describe("replaceFile", () => {
  it("hands on the reason why there is no edit, and an exception, and leaves the file as it was", async () => {
    const folder = tempFolder();
    const file = path.join(folder, "openclaw.json");
    writeFileSync(file, "{ a: ");
    const before = fileTree(folder);
    const detail = { path: file, line: 1, column: 6 };
    const refused = () => ({ ok: false, code: "config_unparsable", detail }) as const;
    expectFailure(await replaceFile({ path: file, ...RULES, edit: refused }), "config_unparsable", detail);
    const bug = () => Promise.reject(new Error("a bug"));
    await expect(replaceFile({ path: file, ...RULES, edit: bug })).rejects.toThrow("a bug");
    expect(fileTree(folder)).toEqual(before);
  });

  describe.runIf(canMount)("on a disk of 128 kB", () => {
    it.each([
      ["with no room at all", 0],
      ["with room for the lock alone", PAGE],
      ["with room for a part of the new file", 4 * PAGE],
    ])("leaves the old file %s", async (_, free) => {
      const disk = tinyDisk(DISK_BYTES);
      const file = path.join(disk.folder, "openclaw.json");
      writeFileSync(file, "a line\n".repeat(3000));
      disk.fillUpTo(free);
      const before = fileTree(disk.folder);
      const detail = { path: file, errno: "ENOSPC" };
      expectFailure(await replaceFile({ path: file, ...RULES, edit }), "disk_full", detail);
      expect(fileTree(disk.folder)).toEqual(before);
    });

    it("leaves no half of a new file where it is full", async () => {
      const disk = tinyDisk(DISK_BYTES);
      const file = path.join(disk.folder, "openclaw.json");
      disk.fillUpTo(PAGE);
      const large = () => ({ ok: true, text: "x".repeat(2 * PAGE) }) as const;
      const detail = { path: file, errno: "ENOSPC" };
      expectFailure(await replaceFile({ path: file, ...RULES, edit: large }), "disk_full", detail);
      expect(existsSync(file)).toBe(false);
    });

    it("can't write where it is read-only, and still reads there", async () => {
      const disk = tinyDisk(DISK_BYTES);
      const file = path.join(disk.folder, "openclaw.json");
      writeFileSync(file, "old");
      disk.makeReadOnly();
      await expect(inspectFile(file, RULES)).resolves.toEqual({ text: "old", problem: null });
      const detail = { path: file, errno: "EROFS" };
      expectFailure(await replaceFile({ path: file, ...RULES, edit }), "write_denied", detail);
    });
  });
});
