/** The seed's own symptom, in the words in which people see it: what a chat answers to `/status`. */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished } from "vitest";
import { exportAndWait, statusText, waitForTone } from "../e2e/popup.ts";
import { makeWorld } from "../e2e/world.ts";
import { runClawkey } from "./clawkey.ts";
import { test, windowsOf } from "./fixture.ts";
import { freePort, GATEWAY_TOKEN, startGateway } from "./gateway.ts";
import { openClawFolder } from "./install.ts";
import { openClawEnvironment, pasteSetupToken, usageWindows } from "./openclaw.ts";

/** As in a terminal in which `openclaw` works. */
const withOpenClaw = [openClawFolder, process.env["PATH"]].join(path.delimiter);

test("one click on Export to OpenClaw in real Chromium puts the plan's usage into a chat's /status", async () => {
  await using world = await makeWorld();
  const openclaw = { home: world.home.folder, standin: world.standin };
  const port = await freePort();
  await writeFile(
    path.join(openclaw.home, ".openclaw/openclaw.json"),
    JSON.stringify({
      gateway: { mode: "local", port, auth: { mode: "token", token: GATEWAY_TOKEN } },
      agents: { defaults: { model: { primary: "anthropic/claude-sonnet-4-5" } } },
    }),
  );
  // Behind it: OpenClaw takes a config that lost what it had noted there for broken, and puts an older one back.
  await pasteSetupToken(openclaw);
  const gateway = await startGateway(openclaw, { port });
  onTestFinished(() => gateway.close());
  const card = await gateway.statusCard();
  expect(card).toMatch("Model: anthropic/claude-sonnet-4-5");
  expect(card).not.toMatch(/Usage:|% left/);

  await world.home.installCompanion({ PATH: withOpenClaw });
  await world.setUp();
  await world.signIn();
  const popup = await world.browser.popup();
  await exportAndWait(popup);
  await waitForTone(popup, "good", 90_000);
  expect(await statusText(popup)).toMatch(/Seen by OpenClaw\s+It shows 5h 41% and Week 66%\./);
  expect(await gateway.statusCard()).toMatch(/Usage: 5h 59% left .*Week 34% left/);
  expect(await usageWindows(openclaw)).toMatchObject(windowsOf(world.standin.account()));

  // It does not wait for slow answers, as verify says.
  world.standin.behaviour.delayMs = 1_300;
  expect(await gateway.statusCard()).not.toMatch(/Usage:|% left/);
  const env = { ...openClawEnvironment(openclaw), PATH: withOpenClaw };
  const { reply } = await runClawkey(openclaw.home, ["verify"], "", env);
  expect(reply).toMatchObject({ ok: true, seenBy: "gateway", slowMs: expect.any(Number) });
}, 240_000);
