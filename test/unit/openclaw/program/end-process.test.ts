/** Elsewhere than on Windows it is tested with what it ends: openclaw-program.test.ts. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { endWithHelpers } from "../../../../src/openclaw/program/end-process.ts";
import { liveProcess } from "../../../helpers/processes.ts";
import { tempFolder } from "../../../helpers/temp-folder.ts";
import { until } from "../../../helpers/world/until.ts";

/** What stands for Windows' own folder: on this system its backslashes are part of a file's name. */
function windowsFolder(): { folder: string; systemRoot: string } {
  const folder = tempFolder();
  const systemRoot = path.join(folder, "Windows");
  vi.stubEnv("SystemRoot", systemRoot);
  onTestFinished(() => void vi.unstubAllEnvs());
  return { folder, systemRoot };
}

it("On Windows the system's own tool ends a program with all that it started", () => {
  const { folder, systemRoot } = windowsFolder();
  const tool = `${systemRoot}\\System32\\taskkill.exe`;
  const notes = path.join(folder, "notes");
  writeFileSync(tool, `#!/bin/sh\necho "$*" > '${notes}'\n`);
  chmodSync(tool, 0o755);
  endWithHelpers(123, "win32");
  expect(readFileSync(notes, "utf8")).toBe("/pid 123 /T /F\n");
});

it("On a Windows without that tool the program itself is ended", async () => {
  windowsFolder();
  const pid = liveProcess();
  endWithHelpers(pid, "win32");
  await until("its end", () => !existsSync(`/proc/${pid}/exe`), 5_000);
});
