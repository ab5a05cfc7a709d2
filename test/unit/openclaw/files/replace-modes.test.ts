/** New files and folders are private, and nothing existing is loosened. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { replaceFile } from "../../../../src/openclaw/files/replace.ts";
import { modeOf } from "../../../helpers/file-tree.ts";
import { tempFolder } from "../../../helpers/temp-folder.ts";

const write = (file: string) =>
  replaceFile({ path: file, links: "refuse", maxBytes: 1024, edit: () => ({ ok: true, text: "new" }) });

describe.each([["000"], ["022"], ["077"]])("Under umask %s", (umask) => {
  it.each([
    ["600", "600", false],
    ["700", "700", false],
    ["640", "600", true],
    ["644", "600", true],
    ["604", "600", true],
    ["777", "700", true],
  ])("a file of mode %s ends with mode %s, tightened: %s", async (mode, becomes, tightened) => {
    useUmask(umask);
    const file = path.join(tempFolder(), "openclaw.json");
    writeFileSync(file, "old");
    chmodSync(file, mode);
    await expect(write(file)).resolves.toEqual({ ok: true, path: file, changed: true, tightened });
    expect(modeOf(file)).toBe(becomes);
  });

  it("a new file has mode 600 and each new folder 700", async () => {
    useUmask(umask);
    const folder = tempFolder();
    const file = path.join(folder, "new", "deeper", "openclaw.json");
    await expect(write(file)).resolves.toEqual({ ok: true, path: file, changed: true, tightened: false });
    expect(modeOf(file)).toBe("600");
    expect(modeOf(path.join(folder, "new"))).toBe("700");
    expect(modeOf(path.join(folder, "new", "deeper"))).toBe("700");
  });

  it.each([["700"], ["755"], ["775"], ["2750"], ["1777"]])(
    "an existing folder keeps mode %s",
    async (mode) => {
      useUmask(umask);
      const folder = path.join(tempFolder(), "state");
      mkdirSync(folder);
      chmodSync(folder, mode);
      await write(path.join(folder, "openclaw.json"));
      expect(modeOf(folder)).toBe(mode);
    },
  );
});

function useUmask(mask: string): void {
  const before = process.umask(mask);
  onTestFinished(() => void process.umask(before));
}
