import { defineConfig } from "vitest/config";
import { WxtVitest } from "wxt/testing/vitest-plugin";
import { wholeFilesLeftOut } from "./test/e2e/left-out.ts";
import type { BrowserName } from "./test/helpers/world/browser-driver.ts";

/** Browsers and gateways start slowly, and share two cores. */
const PATIENCE = { testTimeout: 120_000, hookTimeout: 900_000 };

/** What kills, fills disks or listens at OpenClaw's own port would meet itself in another file. */
const ALONE = { ...PATIENCE, fileParallelism: false };

/** A browser or a gateway may miss its time on a busy machine: the end of a run names each that needed a second try. */
const ONCE_MORE = { retry: 1 };

/** The same scenarios in each browser, but for those that `LEFT_OUT` gives a reason for. */
const scenariosIn = (browser: BrowserName) => ({
  include: ["test/e2e/**/*.test.ts"],
  exclude: wholeFilesLeftOut(browser).map((file) => `test/e2e/${file}`),
  setupFiles: ["test/e2e/setup.ts"],
  env: { CLAWKEY_BROWSER: browser },
});

export default defineConfig({
  test: {
    // All cores: by default one is left to Vitest itself, which is half of a machine with two.
    maxWorkers: "100%",
    reporters: ["default", "./test/count-reporter.ts"],
    projects: [
      {
        plugins: [await WxtVitest()],
        // Isolation would load each module anew for each file: a third more work. Nothing here is left behind by a file.
        test: { name: "unit", include: ["test/unit/**/*.test.ts"], isolate: false, testTimeout: 20_000 },
      },
      { test: { name: "torture", include: ["test/torture/**/*.test.ts"], ...ALONE } },
      { test: { name: "chromium", ...scenariosIn("chromium"), ...PATIENCE, ...ONCE_MORE } },
      { test: { name: "firefox", ...scenariosIn("firefox"), ...PATIENCE, ...ONCE_MORE } },
      { test: { name: "openclaw", include: ["test/real-openclaw/*.test.ts"], ...ALONE, ...ONCE_MORE } },
    ],
  },
});
