import path from "node:path";
import { describe, expect } from "vitest";
import { clickAndWait, statusText } from "../e2e/popup.ts";
import { makeWorld } from "../e2e/world.ts";
import { test } from "./fixture.ts";
import { openClawFolder } from "./install.ts";
import { pasteSetupToken, usageWindows } from "./openclaw.ts";

/** As in a terminal in which `openclaw` works. */
const withOpenClaw = [openClawFolder, process.env["PATH"]].join(path.delimiter);

describe("one click on Export to OpenClaw in real Chromium", () => {
  test.for(["config", "dotenv"] as const)(
    "makes the real OpenClaw show the plan's windows, by the %s",
    async (file) => {
      await using world = await makeWorld();
      const openclaw = { home: world.home.folder, standin: world.standin };
      await pasteSetupToken(openclaw);
      const before = await usageWindows(openclaw);
      expect(before).toMatchObject({ windows: [], error: expect.stringContaining("user:profile") as string });

      await world.home.installCompanion({ PATH: withOpenClaw });
      await world.setUp(file);
      await world.signIn();
      const popup = await world.browser.popup();
      await clickAndWait(popup, "Export to OpenClaw", "good");
      await popup.waitForSelector("#status .below[data-tone=good]", { timeout: 90_000 });
      expect(await statusText(popup)).toMatch(
        /Saved for OpenClaw[^]*Seen by OpenClaw\s+5h 41 % · Week 66 % · Haiku 12 %/,
      );

      const after = await usageWindows(openclaw);
      expect(after.error).toBeUndefined();
      expect(after.windows).toMatchObject([
        { label: "5h", usedPercent: 41 },
        { label: "Week", usedPercent: 66 },
        { label: "Haiku", usedPercent: 12 },
      ]);
    },
  );
});
