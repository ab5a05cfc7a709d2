import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { inspectFile } from "../../../../src/openclaw/files/inspect.ts";
import type { ReadRules } from "../../../../src/openclaw/files/read.ts";
import { replaceFile } from "../../../../src/openclaw/files/replace.ts";
import { expectFailure } from "../../../helpers/expect-failure.ts";
import { fileTree, modeOf } from "../../../helpers/file-tree.ts";
import { deadProcess } from "../../../helpers/processes.ts";
import { tempFolder } from "../../../helpers/temp-folder.ts";

const UUID = "01234567-89ab-cdef-0123-456789abcdef";
const RULES: ReadRules = { links: "refuse", maxBytes: 1024 };

/** A folder with this file in it, or without. */
function world(text: string | null = null) {
  const folder = tempFolder();
  const file = path.join(folder, "openclaw.json");
  if (text !== null) writeFileSync(file, text);
  return { folder, file };
}

const replace = (file: string, edit: (text: string | null) => string | null, rules = RULES) =>
  replaceFile({ path: file, ...rules, edit: (text) => ({ ok: true, text: edit(text) }) });

it.each([
  ["old ünï", "old ünï, new"],
  ["\ufeffold", "\ufeffold, new"],
  [null, "null, new"],
])("The edited text comes in the place of %j, and nothing beside it", async (before, after) => {
  const { folder, file } = world(before);
  const replaced = await replace(file, (text) => `${text}, new`);
  expect(replaced).toEqual({ ok: true, path: file, text: after, changed: true, tightened: before !== null });
  expect(readFileSync(file, "utf8")).toBe(after);
  expect(readdirSync(folder)).toEqual(["openclaw.json"]);
});

it("Nothing is written where the text stays: same inode, same times, same mode", async () => {
  const { folder, file } = world("old");
  chmodSync(file, 0o644);
  const before = statSync(file, { bigint: true });
  const same = { ok: true, path: file, text: "old", changed: false, tightened: false };
  expect(await replace(file, (text) => text)).toEqual(same);
  const after = statSync(file, { bigint: true });
  expect([after.ino, after.mtimeNs, after.ctimeNs]).toEqual([before.ino, before.mtimeNs, before.ctimeNs]);
  expect(readdirSync(folder)).toEqual(["openclaw.json"]);
});

it("Where links are followed the file at the end is written, and the link stays", async () => {
  const folder = tempFolder();
  const [link, end] = [path.join(folder, ".env"), path.join(folder, "dotfiles", "env")];
  mkdirSync(path.dirname(end));
  writeFileSync(end, "old");
  symlinkSync("dotfiles/env", link);
  const rules: ReadRules = { ...RULES, links: "follow" };
  expect(await replace(link, () => "new", rules)).toMatchObject({ ok: true, path: end });
  expect(readFileSync(end, "utf8")).toBe("new");
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
});

it("A look at a file reads it, and leaves no trace", async () => {
  const { folder, file } = world("old");
  const before = fileTree(folder);
  expect(await inspectFile(file, RULES)).toEqual({ text: "old", exists: true, problem: null });
  const missing = path.join(folder, "missing/openclaw.json");
  expect(await inspectFile(missing, RULES)).toEqual({ text: null, exists: false, problem: null });
  expect(fileTree(folder)).toEqual(before);
});

it.each<[string, before: string | null, theirs: (file: string) => void, after: string | null]>([
  ["in place", "old", (file) => writeFileSync(file, "theirs"), "theirs"],
  ["in place, to the same text", "old", (file) => writeFileSync(file, "old"), "old"],
  [
    "by a rename",
    "old",
    (file) => {
      writeFileSync(`${file}.theirs`, "old");
      renameSync(`${file}.theirs`, file);
    },
    "old",
  ],
  ["by making the file", null, (file) => writeFileSync(file, "theirs"), "theirs"],
  ["by deleting the file", "old", (file) => rmSync(file), null],
])(
  "An edit of somebody else's before our rename is kept when it is made %s",
  async (_, before, theirs, after) => {
    const { folder, file } = world(before);
    const result = await replace(file, () => {
      theirs(file);
      return "ours";
    });
    expectFailure(result, "file_changed_meanwhile", { path: file });
    expect(existsSync(file) ? readFileSync(file, "utf8") : null).toBe(after);
    expect(readdirSync(folder)).toEqual(after === null ? [] : ["openclaw.json"]);
  },
);

it("A link that somebody puts in the file's place before our rename is kept", async () => {
  const { file } = world("old");
  const result = await replace(file, () => {
    renameSync(file, `${file}.moved`);
    symlinkSync(`${file}.moved`, file);
    return "ours";
  });
  expectFailure(result, "file_not_regular", { path: file });
  expect(readFileSync(file, "utf8")).toBe("old");
  expect(lstatSync(file).isSymbolicLink()).toBe(true);
});

it("What a killed run left is removed at the next write, and at one that changes nothing", async () => {
  const { folder, file } = world();
  for (const text of ["new", null]) {
    writeFileSync(path.join(folder, `.clawkey.${deadProcess()}.${UUID}.tmp`), "half a fi");
    await replace(file, () => text);
    expect(readdirSync(folder)).toEqual(["openclaw.json"]);
  }
});

const write = (file: string) => writeFileSync(file, "theirs");

it.each<[string, name: () => string, make?: (file: string) => void]>([
  ["its writer is alive", () => `.clawkey.${process.pid}.${UUID}.tmp`],
  ["it is OpenClaw's", () => `.fs-safe-replace.${deadProcess()}.${UUID}.tmp`],
  ["its name only begins like ours", () => `.clawkey.${deadProcess()}.${UUID}.tmp.keep`],
  ["its name only ends like ours", () => `my.clawkey.${deadProcess()}.${UUID}.tmp`],
  ["it names no process", () => `.clawkey.one.${UUID}.tmp`],
  ["it names every process", () => `.clawkey.0.${UUID}.tmp`],
  [
    "it is a link",
    () => `.clawkey.${deadProcess()}.${UUID}.tmp`,
    (file) => symlinkSync("openclaw.json", file),
  ],
  ["it is a folder", () => `.clawkey.${deadProcess()}.${UUID}.tmp`, (file) => mkdirSync(file)],
])("What looks like a temp file of ours is kept where %s", async (_, nameOf, make = write) => {
  const { folder, file } = world();
  const name = nameOf();
  make(path.join(folder, name));
  const before = fileTree(folder);
  await replace(file, () => "new");
  expect(fileTree(folder)).toMatchObject(before);
});

describe.each(["000", "022", "077"])("Under umask %s", (umask) => {
  const useUmask = () => {
    const before = process.umask(umask);
    onTestFinished(() => void process.umask(before));
  };

  it.each([
    ["600", "600", false],
    ["700", "700", false],
    ["640", "600", true],
    ["644", "600", true],
    ["604", "600", true],
    ["777", "700", true],
  ])("a file of mode %s ends with mode %s, tightened: %s", async (mode, becomes, tightened) => {
    useUmask();
    const { file } = world("old");
    chmodSync(file, mode);
    expect(await replace(file, () => "new")).toMatchObject({ ok: true, changed: true, tightened });
    expect(modeOf(file)).toBe(becomes);
  });

  it("a new file has mode 600 and each new folder 700", async () => {
    useUmask();
    const folder = tempFolder();
    const file = path.join(folder, "new", "deeper", "openclaw.json");
    expect(await replace(file, () => "new")).toMatchObject({ ok: true, changed: true, tightened: false });
    const made = ["new", "new/deeper", "new/deeper/openclaw.json"];
    expect(made.map((name) => modeOf(path.join(folder, name)))).toEqual(["700", "700", "600"]);
  });

  it.each(["700", "755", "775", "2750", "1777"])("an existing folder keeps mode %s", async (mode) => {
    useUmask();
    const { folder, file } = world();
    chmodSync(folder, mode);
    await replace(file, () => "new");
    expect(modeOf(folder)).toBe(mode);
  });
});
