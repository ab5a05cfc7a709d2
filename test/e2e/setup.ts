/** Runs before the scenarios of a file. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach } from "vitest";
import { reasonToLeaveOut } from "./left-out.ts";
import { BROWSER } from "./world.ts";

// Temp files in a folder of this run's own, those of browser and companion too: a test may search all of it, and
// meets nothing of another run or checkout.
const temp = mkdtempSync(path.join(tmpdir(), "clawkey-e2e-"));
process.env["TMPDIR"] = temp;
afterAll(() => rmSync(temp, { recursive: true, force: true, maxRetries: 5 }));

beforeEach(({ task, skip }) => {
  const reason = reasonToLeaveOut(BROWSER, path.basename(task.file.filepath), task.name);
  if (reason !== undefined) skip(reason);
});
