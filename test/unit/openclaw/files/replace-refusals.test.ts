/** What may never be written through: refused with its reason, and not a byte of it touched. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { inspectFile, type ReadRules } from "../../../../src/openclaw/files/read.ts";
import { replaceFile, type Replacement } from "../../../../src/openclaw/files/replace.ts";
import { expectFailure, expectWholeWords } from "../../../helpers/expect-failure.ts";
import { fileTree } from "../../../helpers/file-tree.ts";
import { REFUSED_FILES, SYMBOLIC_LINK } from "../../../helpers/refused-files.ts";
import { tempFolder } from "../../../helpers/temp-folder.ts";

const problemOf = async (file: string, rules: ReadRules) =>
  (await inspectFile(file, rules)).problem ?? ({ ok: true } as const);

const LIMITS = { links: "refuse", maxBytes: 16 * 1024 * 1024 } as const;

describe("replaceFile and inspectFile", () => {
  it.each([...REFUSED_FILES, SYMBOLIC_LINK])("refuse $what as $code", async ({ make, code }) => {
    const folder = tempFolder();
    const file = path.join(folder, "openclaw.json");
    make(file);
    const before = fileTree(folder);
    const edit = vi.fn<Replacement["edit"]>();

    expectFailure(await problemOf(file, LIMITS), code, { path: file });
    expectFailure(await replaceFile({ path: file, ...LIMITS, edit }), code, { path: file });
    expect(edit).not.toHaveBeenCalled();
    expect(fileTree(folder)).toEqual(before);
  });

  it("refuse a link's end as they would refuse it without the link, where links are followed", async () => {
    const folder = tempFolder();
    const link = path.join(folder, ".env");
    const end = path.join(folder, "end");
    symlinkSync("end", link);
    mkdirSync(end);
    const edit = vi.fn<Replacement["edit"]>();
    const file = { ...LIMITS, path: link, links: "follow" } as const;
    expectFailure(await problemOf(link, file), "file_not_regular", { path: end });
    expectFailure(await replaceFile({ ...file, edit }), "file_not_regular", { path: end });
    expect(edit).not.toHaveBeenCalled();
  });

  it("refuse a link that leads nowhere, and make no file at its end", async () => {
    const folder = tempFolder();
    const link = path.join(folder, ".env");
    symlinkSync("nowhere", link);
    const before = fileTree(folder);
    const detail = { path: link, errno: "ENOENT" };
    const edit = () => ({ ok: true, text: "A=1\n" }) as const;
    const file = { ...LIMITS, path: link, links: "follow" } as const;
    expectFailure(await problemOf(link, file), "write_failed", detail);
    expectFailure(await replaceFile({ ...file, edit }), "write_failed", detail);
    expect(fileTree(folder)).toEqual(before);
  });

  it("refuse a path below something that is no folder", async () => {
    const folder = tempFolder();
    writeFileSync(path.join(folder, "plain"), "");
    const file = path.join(folder, "plain", "openclaw.json");
    const edit = () => ({ ok: true, text: "{}" }) as const;
    expectFailure(await problemOf(file, LIMITS), "write_failed", {
      path: file,
      errno: "ENOTDIR",
    });
    expectFailure(await replaceFile({ path: file, ...LIMITS, edit }), "write_failed", {
      path: file,
      errno: "ENOTDIR",
    });
  });

  it("accept a file of exactly the greatest size", async () => {
    const file = path.join(tempFolder(), "openclaw.json");
    writeFileSync(file, "12345678");
    await expect(inspectFile(file, { links: "refuse", maxBytes: 8 })).resolves.toEqual({
      text: "12345678",
      problem: null,
    });
    expectFailure(await problemOf(file, { links: "refuse", maxBytes: 7 }), "file_too_large", {
      path: file,
    });
  });
});

describe("replaceFile", () => {
  it("hands on the reason why there is no edit, and leaves the file as it was", async () => {
    const folder = tempFolder();
    const file = path.join(folder, "openclaw.json");
    writeFileSync(file, "{ a: ");
    const before = fileTree(folder);
    const detail = { path: file, line: 1, column: 6 };
    const edit = () => ({ ok: false, code: "config_unparsable", detail }) as const;
    expectFailure(await replaceFile({ path: file, ...LIMITS, edit }), "config_unparsable", detail);
    expect(fileTree(folder)).toEqual(before);
  });

  // OpenClaw's own writers refuse it too.
  it("refuses a folder that is a symbolic link, in whole words", async () => {
    const folder = tempFolder();
    mkdirSync(path.join(folder, "real"));
    symlinkSync("real", path.join(folder, ".openclaw"));
    const file = path.join(folder, ".openclaw", "openclaw.json");
    writeFileSync(file, "{}");
    const before = fileTree(folder);
    const edit = () => ({ ok: true, text: "{ a: 1 }" }) as const;
    expectWholeWords(await replaceFile({ path: file, ...LIMITS, edit }));
    expect(fileTree(folder)).toEqual(before);
  });

  it("lets an exception of the edit through, after the lock is gone", async () => {
    const folder = tempFolder();
    const file = path.join(folder, "openclaw.json");
    writeFileSync(file, "{}");
    const before = fileTree(folder);
    const edit = () => {
      throw new Error("a bug");
    };
    await expect(replaceFile({ path: file, ...LIMITS, edit })).rejects.toThrow("a bug");
    expect(fileTree(folder)).toEqual(before);
  });
});
