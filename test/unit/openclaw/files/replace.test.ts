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
import { inspectFile } from "../../../../src/openclaw/files/read.ts";
import { replaceFile } from "../../../../src/openclaw/files/replace.ts";
import { expectFailure } from "../../../helpers/expect-failure.ts";
import { fileTree, modeOf } from "../../../helpers/file-tree.ts";
import { deadProcess } from "../../../helpers/processes.ts";
import { tempFolder } from "../../../helpers/temp-folder.ts";

const UUID = "01234567-89ab-cdef-0123-456789abcdef";

const replace = (
  file: string,
  edit: (text: string | null) => string | null,
  links: "refuse" | "follow" = "refuse",
) => replaceFile({ path: file, links, maxBytes: 1024, edit: (text) => ({ ok: true, text: edit(text) }) });

describe("replaceFile", () => {
  it("puts the edited text in the place of the old one, and nothing beside it", async () => {
    const folder = tempFolder();
    const file = path.join(folder, "openclaw.json");
    writeFileSync(file, "old ünï");
    await expect(replace(file, (text) => `${text}, new`)).resolves.toMatchObject({ ok: true, changed: true });
    expect(readFileSync(file, "utf8")).toBe("old ünï, new");
    expect(readdirSync(folder)).toEqual(["openclaw.json"]);
  });

  it("hands over no text where there is no file, and makes it", async () => {
    const file = path.join(tempFolder(), "new", "openclaw.json");
    await replace(file, (text) => `made from ${text}`);
    expect(readFileSync(file, "utf8")).toBe("made from null");
  });

  it("keeps a byte order mark", async () => {
    const file = path.join(tempFolder(), "openclaw.json");
    writeFileSync(file, "\ufeffold");
    await replace(file, (text) => text!.replace("old", "new"));
    expect(readFileSync(file, "utf8")).toBe("\ufeffnew");
  });

  it("writes nothing where nothing is to be done: same inode, same times, same mode", async () => {
    const folder = tempFolder();
    const file = path.join(folder, "openclaw.json");
    writeFileSync(file, "old");
    chmodSync(file, 0o644);
    const before = statSync(file, { bigint: true });
    await expect(replace(file, () => null)).resolves.toEqual({
      ok: true,
      path: file,
      changed: false,
      tightened: false,
    });
    const after = statSync(file, { bigint: true });
    expect([after.ino, after.mtimeNs, after.ctimeNs]).toEqual([before.ino, before.mtimeNs, before.ctimeNs]);
    expect(readdirSync(folder)).toEqual(["openclaw.json"]);
  });

  it("writes at the end of a link where links are followed, and keeps the link", async () => {
    const folder = tempFolder();
    const [link, end] = [path.join(folder, ".env"), path.join(folder, "dotfiles", "env")];
    mkdirSync(path.dirname(end));
    writeFileSync(end, "old");
    symlinkSync("dotfiles/env", link);
    await expect(replace(link, () => "new", "follow")).resolves.toMatchObject({ ok: true, path: end });
    expect(readFileSync(end, "utf8")).toBe("new");
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });
});

describe("inspectFile", () => {
  it("reads, and leaves no trace", async () => {
    const folder = tempFolder();
    writeFileSync(path.join(folder, "openclaw.json"), "old");
    const before = fileTree(folder);
    const read = (name: string) => inspectFile(path.join(folder, name), { links: "refuse", maxBytes: 1024 });
    await expect(read("openclaw.json")).resolves.toEqual({ text: "old", problem: null });
    await expect(read("missing/openclaw.json")).resolves.toEqual({ text: null, problem: null });
    expect(fileTree(folder)).toEqual(before);
  });
});

describe("An edit that somebody else makes between our reading and our rename", () => {
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
  ])("is kept when it is made %s", async (_, before, theirs, after) => {
    const folder = tempFolder();
    const file = path.join(folder, "openclaw.json");
    if (before !== null) writeFileSync(file, before);
    const result = await replace(file, () => {
      theirs(file);
      return "ours";
    });
    expectFailure(result, "file_changed_meanwhile", { path: file });
    expect(existsSync(file) ? readFileSync(file, "utf8") : null).toBe(after);
    expect(readdirSync(folder)).toEqual(after === null ? [] : ["openclaw.json"]);
  });

  it("is kept when it is a link in the file's place", async () => {
    const folder = tempFolder();
    const file = path.join(folder, "openclaw.json");
    writeFileSync(file, "old");
    const result = await replace(file, () => {
      renameSync(file, `${file}.moved`);
      symlinkSync(`${file}.moved`, file);
      return "ours";
    });
    expectFailure(result, "file_not_regular", { path: file });
    expect(readFileSync(file, "utf8")).toBe("old");
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
  });
});

describe("What a killed run left behind", () => {
  it("is removed at the next write, and at one that changes nothing", async () => {
    const folder = tempFolder();
    const file = path.join(folder, "openclaw.json");
    for (const text of ["new", null]) {
      writeFileSync(path.join(folder, `.clawkey.${deadProcess()}.${UUID}.tmp`), "half a fi");
      await replace(file, () => text);
      expect(readdirSync(folder)).toEqual(["openclaw.json"]);
    }
  });

  it.each([
    ["its writer is alive", () => `.clawkey.${process.pid}.${UUID}.tmp`],
    ["it is OpenClaw's", () => `.fs-safe-replace.${deadProcess()}.${UUID}.tmp`],
    ["its name only begins like ours", () => `.clawkey.${deadProcess()}.${UUID}.tmp.keep`],
    ["its name only ends like ours", () => `my.clawkey.${deadProcess()}.${UUID}.tmp`],
    ["it names no process", () => `.clawkey.one.${UUID}.tmp`],
    ["it names every process", () => `.clawkey.0.${UUID}.tmp`],
  ])("is kept where %s", async (_, makeName) => {
    const folder = tempFolder();
    const name = makeName();
    writeFileSync(path.join(folder, name), "theirs");
    await replace(path.join(folder, "openclaw.json"), () => "new");
    expect(readdirSync(folder).toSorted()).toEqual([name, "openclaw.json"].toSorted());
  });

  it("is kept where it is no plain file", async () => {
    const folder = tempFolder();
    const [link, inner] = [`.clawkey.${deadProcess()}.${UUID}.tmp`, `.clawkey.${deadProcess()}.${UUID}.tmp`];
    symlinkSync("openclaw.json", path.join(folder, link));
    mkdirSync(path.join(folder, inner));
    const before = fileTree(folder);
    await replace(path.join(folder, "openclaw.json"), () => "new");
    expect(fileTree(folder)).toMatchObject(before);
  });
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
    const file = path.join(tempFolder(), "openclaw.json");
    writeFileSync(file, "old");
    chmodSync(file, mode);
    const replaced = await replace(file, () => "new");
    expect(replaced).toEqual({ ok: true, path: file, changed: true, tightened });
    expect(modeOf(file)).toBe(becomes);
  });

  it("a new file has mode 600 and each new folder 700", async () => {
    useUmask();
    const folder = tempFolder();
    const file = path.join(folder, "new", "deeper", "openclaw.json");
    const replaced = await replace(file, () => "new");
    expect(replaced).toEqual({ ok: true, path: file, changed: true, tightened: false });
    const made = ["new", "new/deeper", "new/deeper/openclaw.json"];
    expect(made.map((name) => modeOf(path.join(folder, name)))).toEqual(["700", "700", "600"]);
  });

  it.each(["700", "755", "775", "2750", "1777"])("an existing folder keeps mode %s", async (mode) => {
    useUmask();
    const folder = path.join(tempFolder(), "state");
    mkdirSync(folder);
    chmodSync(folder, mode);
    await replace(path.join(folder, "openclaw.json"), () => "new");
    expect(modeOf(folder)).toBe(mode);
  });
});
