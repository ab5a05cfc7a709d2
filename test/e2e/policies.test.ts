/** What an administrator's policies do to the companion in real Chromium, and that Clawkey says so. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { it, onTestFinished } from "vitest";
import { chromiumPath } from "../../scripts/machine.ts";
import { shellQuote } from "../../src/companion/install/launcher.ts";
import { until } from "../helpers/world/until.ts";
import { makeWorld } from "./world.ts";

const MANAGED = "/etc/chromium/policies/managed";

/** A Chromium that sees these policies, and nobody else does: in a mount namespace of its own. */
function chromiumWith(policies: Record<string, unknown>): string {
  const folder = mkdtempSync(path.join(tmpdir(), "clawkey-policies-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const etc = path.join(folder, "chromium");
  mkdirSync(path.join(etc, "policies/managed"), { recursive: true });
  writeFileSync(path.join(etc, "policies/managed/company.json"), JSON.stringify(policies));
  const program = path.join(folder, "chromium-with-policies");
  const inside = `mount --bind ${shellQuote(etc)} ${path.resolve(MANAGED, "../..")} && exec ${shellQuote(chromiumPath())} "$@"`;
  writeFileSync(program, `#!/bin/sh\nexec unshare --mount sh -c ${shellQuote(inside)} sh "$@"\n`);
  chmodSync(program, 0o755);
  return program;
}

it.each([
  [
    "NativeMessagingBlocklist",
    { NativeMessagingBlocklist: ["*"] },
    /administrator doesn't allow the companion.*NativeMessagingBlocklist/s,
  ],
  [
    "NativeMessagingUserLevelHosts",
    { NativeMessagingUserLevelHosts: false },
    /Waiting for the companion.*NativeMessagingUserLevelHosts/s,
  ],
])("the welcome page names the policy that keeps the companion away: %s", async (_, policies, words) => {
  await using world = await makeWorld({ program: chromiumWith(policies) });
  await world.home.installCompanion();
  const page = await world.consent();
  await world.clickAndAnswer(page, "#choose-companion", "accept");
  // Where the command could have been run by now, the page says what else may be in the way.
  const status = () => page.$eval("[role=status]", (box) => (box as HTMLElement).innerText);
  // The page loads itself anew once it may talk to the companion.
  await until("the policy to be named", async () => words.test(await status().catch(() => "")), 45_000);
});
