import path from "node:path";
import { expect } from "vitest";
import { clickAndWait, statusText } from "../e2e/popup.ts";
import { makeWorld } from "../e2e/world.ts";
import { SCOPE_MISSING, test, windowsOf } from "./fixture.ts";
import { openClawFolder } from "./install.ts";
import { pasteSetupToken, usageWindows } from "./openclaw.ts";

/** As in a terminal in which `openclaw` works. */
const withOpenClaw = [openClawFolder, process.env["PATH"]].join(path.delimiter);

test("one click on Export to OpenClaw in real Chromium makes the real OpenClaw show the plan's windows", async () => {
  await using world = await makeWorld();
  const openclaw = { home: world.home.folder, standin: world.standin };
  await pasteSetupToken(openclaw);
  expect(await usageWindows(openclaw)).toMatchObject(SCOPE_MISSING);

  await world.home.installCompanion({ PATH: withOpenClaw });
  await world.setUp();
  await world.signIn();
  const popup = await world.browser.popup();
  await clickAndWait(popup, "Export to OpenClaw", "good");
  await popup.waitForSelector("#status .below[data-tone=good]", { timeout: 90_000 });
  expect(await statusText(popup)).toMatch(
    /Saved for OpenClaw[^]*Seen by OpenClaw\s+5h 41 % · Week 66 % · Haiku 12 %/,
  );
  expect(await usageWindows(openclaw)).toMatchObject(windowsOf(world.standin.account()));
});
