/** Runs before each scenario, and leaves out those that this browser does not have. */
import path from "node:path";
import { beforeEach } from "vitest";
import { BROWSER } from "./browser.ts";
import { reasonToLeaveOut } from "./left-out.ts";

beforeEach(({ task, skip }) => {
  const reason = reasonToLeaveOut(BROWSER, path.basename(task.file.filepath), task.name);
  if (reason !== undefined) skip(reason);
});
