/** Where a file can't be replaced the reason is named, the old file stays, and nothing beside it. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { FailureCode } from "../../../../src/core/messages/failures.ts";
import { inspectFile } from "../../../../src/openclaw/files/inspect.ts";
import { replaceFile } from "../../../../src/openclaw/files/replace.ts";
import { expectFailure } from "../../../helpers/expect-failure.ts";
import { fileTree } from "../../../helpers/file-tree.ts";
import { tempFolder } from "../../../helpers/temp-folder.ts";
import { needsTinyDisk, tinyDisk } from "../../../helpers/tiny-disk.ts";

const DISK_BYTES = 128 * 1024;
const PAGE = 4096;
const RULES = { links: "refuse", maxBytes: DISK_BYTES } as const;

const edit = (text: string | null) => ({ ok: true, text: `${text ?? ""}${"x".repeat(2 * PAGE)}` }) as const;

/** What cannot stand where OpenClaw's two files stand is refused in `../refusals.test.ts`. */
it.each<
  [what: string, "refuse" | "follow", FailureCode, errno: string | undefined, file: string, at: string]
>([
  ["a link's end that is a folder", "follow", "file_not_regular", undefined, "to-folder", "folder"],
  ["a link that leads nowhere", "follow", "write_failed", "ENOENT", "to-nowhere", "to-nowhere"],
  ["a path below a plain file", "refuse", "write_failed", "ENOTDIR", "plain/claw.json", "plain/claw.json"],
  // OpenClaw's own writers refuse it too.
  [
    "a folder that is a symbolic link",
    "refuse",
    "folder_symlink",
    undefined,
    "to-folder/claw.json",
    "to-folder",
  ],
])("Neither replaced nor called right is %s", async (_, links, code, errno, file, at) => {
  const folder = tempFolder();
  const place = (name: string) => path.join(folder, name);
  mkdirSync(place("folder"));
  for (const name of ["folder/claw.json", "plain"]) writeFileSync(place(name), "{}");
  symlinkSync("folder", place("to-folder"));
  symlinkSync("nowhere", place("to-nowhere"));
  const before = fileTree(folder);
  const detail = { path: place(at), ...(errno && { errno }) };
  const { problem } = await inspectFile(place(file), { ...RULES, links });
  expectFailure(problem!, code, detail);
  expectFailure(await replaceFile({ path: place(file), ...RULES, links, edit }), code, detail);
  expect(fileTree(folder)).toEqual(before);
});

it("A file may have the greatest size, and not one byte more", async () => {
  const file = path.join(tempFolder(), "openclaw.json");
  writeFileSync(file, "12345678");
  const inspected = await inspectFile(file, { links: "refuse", maxBytes: 8 });
  expect(inspected).toEqual({ text: "12345678", exists: true, problem: null });
  const { problem } = await inspectFile(file, { links: "refuse", maxBytes: 7 });
  expectFailure(problem!, "file_too_large", { path: file });
});

it("The reason why there is no edit is handed on, and an exception, and the file stays as it was", async () => {
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

describe("On a disk of 128 kB", () => {
  needsTinyDisk();

  const LARGE = "a line\n".repeat(3000);

  it.each([
    ["no room at all", LARGE, 0],
    ["room for the lock alone", LARGE, PAGE],
    ["room for a part of the new file", LARGE, 4 * PAGE],
    ["room for a part of a first file", null, PAGE],
  ])("with %s the disk is full, and what stood there stays", async (_, text, free) => {
    const disk = tinyDisk(DISK_BYTES);
    const file = path.join(disk.folder, "openclaw.json");
    if (text !== null) writeFileSync(file, text);
    disk.fillUpTo(free);
    const before = fileTree(disk.folder);
    const detail = { path: file, errno: "ENOSPC" };
    expectFailure(await replaceFile({ path: file, ...RULES, edit }), "disk_full", detail);
    expect(fileTree(disk.folder)).toEqual(before);
  });

  it("that is read-only nothing is written, and still read", async () => {
    const disk = tinyDisk(DISK_BYTES);
    const file = path.join(disk.folder, "openclaw.json");
    writeFileSync(file, "old");
    disk.makeReadOnly();
    const detail = { path: file, errno: "EROFS" };
    const { problem, ...found } = await inspectFile(file, RULES);
    expect(found).toEqual({ text: "old", exists: true });
    expectFailure(problem!, "disk_read_only", detail);
    expectFailure(await replaceFile({ path: file, ...RULES, edit }), "disk_read_only", detail);
  });
});
