/** A file system of a few kilobytes, which fills up for real. Mounting one takes root and a system that allows it. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, statfsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { onTestFinished } from "vitest";
import { needs } from "./needs.ts";
import { tempFolder } from "./temp-folder.ts";

/** In a mount namespace that ends with the command, so that the question leaves nothing mounted. */
const canMount = () =>
  spawnSync("unshare", ["--mount", "mount", "-t", "tmpfs", "tmpfs", "/tmp"], { stdio: "ignore" }).status ===
  0;

export const needsTinyDisk = (): void => needs("root, and a system that lets it mount a disk", canMount());

export function tinyDisk(bytes: number) {
  const folder = path.join(tempFolder(), "disk");
  mkdirSync(folder);
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", folder]);
  onTestFinished(() => void execFileSync("umount", [folder]));
  return {
    folder,
    /** Leaves this many bytes free. */
    fillUpTo(free: number): void {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(path.join(folder, "filler"), Buffer.alloc(bavail * bsize - free));
    },
    makeReadOnly: () => execFileSync("mount", ["-o", "remount,ro", folder]),
  };
}
