/** What an administrator fixes for a browser of the tests', and for no other on this machine. */
import { chmodSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { chromiumPath, toolPath } from "../../../scripts/machine.ts";
import { shellQuote } from "../../../src/companion/install/launcher.ts";
import { CHROME_EXTENSION_ID, FIREFOX_EXTENSION_ID } from "../../../src/core/messages/identity.ts";
import type { BrowserName } from "./browser-driver.ts";

/** A Chromium with these policies, at `/etc/chromium/policies/managed/company.json`. */
export const chromiumWith = (policies: object): string =>
  administered(chromiumPath(), "/etc/chromium", { "policies/managed/company.json": policies });

/** A browser in which this is fixed for Clawkey, as `docs/policy.md` has it. */
export function withPolicy(browser: BrowserName, policy: object): string {
  if (browser === "chromium")
    return chromiumWith({ "3rdparty": { extensions: { [CHROME_EXTENSION_ID]: policy } } });
  const policies = { policies: { "3rdparty": { Extensions: { [FIREFOX_EXTENSION_ID]: policy } } } };
  return administered(toolPath("firefox"), "/etc/firefox", { "policies/policies.json": policies });
}

/** @returns a program that starts this one where the folder has these files alone: in a mount namespace of its own */
function administered(program: string, etc: string, files: Readonly<Record<string, object>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), "clawkey-policies-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const ours = path.join(folder, "etc");
  // To mount over it, it must be there.
  if (mkdirSync(etc, { recursive: true }) !== undefined) onTestFinished(() => rmdirSync(etc));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(ours, name)), { recursive: true });
    writeFileSync(path.join(ours, name), JSON.stringify(content));
  }
  const starter = path.join(folder, path.basename(program));
  const inside = `mount --bind ${shellQuote(ours)} ${shellQuote(etc)} && exec ${shellQuote(program)} "$@"`;
  writeFileSync(starter, `#!/bin/sh\nexec unshare --mount sh -c ${shellQuote(inside)} sh "$@"\n`);
  chmodSync(starter, 0o755);
  return starter;
}
