/** A small `openclaw` on a PATH of its own, which notes how it was run. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { tempFolder } from "./temp-folder.ts";

export interface FakeProgram {
  /** Holds the program, and is to be put on a PATH. */
  folder: string;
  /** Its environment: the system's own tools are behind it on the PATH. */
  env: Record<string, string>;
  /** How it was called, one call a line. */
  calls: () => string[];
  /** What it wrote under this name in `$NOTES`. */
  note: (name: string) => string | null;
}

/** @param script for `sh`; `$NOTES` is a folder for what it wants to tell: outside of a test, one to be cleared */
export function fakeProgram(script: string, notes = tempFolder()): FakeProgram {
  const folder = path.join(notes, "bin");
  mkdirSync(folder);
  const program = path.join(folder, "openclaw");
  writeFileSync(program, `#!/bin/sh\nNOTES='${notes}'\necho "$*" >> "$NOTES/calls"\n${script}\n`);
  chmodSync(program, 0o755);
  const note = (name: string) => {
    const file = path.join(notes, name);
    return existsSync(file) ? readFileSync(file, "utf8").trim() : null;
  };
  return {
    folder,
    env: { PATH: `${folder}:/usr/bin:/bin` },
    calls: () => note("calls")?.split("\n") ?? [],
    note,
  };
}
