/** What keeps the key from arriving: each has its own badge and message, is tried again, and mends by itself. */
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from "vitest";
import type { Page } from "puppeteer-core";
import { crashingCompanion, hangingCompanion } from "../helpers/world/companions.ts";
import { CONFIG_WITH_EVERYTHING } from "../helpers/world/home.ts";
import { randomSessionKey } from "../helpers/standin/account.ts";
import { until } from "../helpers/world/until.ts";
import { arrives, badgeOn, keyIn, leaveNoPage, press, syncedWorld } from "./auto-sync.ts";
import { look, POPUP } from "./looks.ts";
import { statusText } from "./popup.ts";
import { BROWSER, type World } from "./world.ts";

const run = promisify(execFile);

interface Failure {
  name: string;
  /** On the badge at once, or after the third failure. */
  title: string;
  /** What a user reads in the popup as the next step. */
  next: string;
  breakIt(world: World): Promise<unknown>;
  mendIt(world: World): Promise<unknown>;
}

const reinstall = async ({ home }: World) => {
  await home.uninstallCompanion();
  await home.installCompanion();
};
const restoreConfig = ({ home }: World) => writeFile(home.config, CONFIG_WITH_EVERYTHING);

const CLAUDE = { origins: ["https://claude.ai/*"] };
/** Firefox's own. */
const DATA: object = { data_collection: ["authenticationInfo"] };

const FAILURES: Failure[] = [
  {
    name: "a companion that is gone",
    title: "The companion is not installed",
    next: "node dist/clawkey.mjs install",
    breakIt: ({ home }) => home.uninstallCompanion(),
    mendIt: ({ home }) => home.installCompanion(),
  },
  {
    name: "a companion that crashes",
    title: "The companion stopped without an answer",
    next: "node dist/clawkey.mjs install",
    breakIt: ({ home }) => crashingCompanion(home),
    mendIt: reinstall,
  },
  {
    name: "a companion that hangs",
    title: "The companion did not answer in time",
    next: "node dist/clawkey.mjs status",
    breakIt: ({ home }) => hangingCompanion(home),
    mendIt: reinstall,
  },
  {
    name: "a read-only OpenClaw",
    title: "OpenClaw's config is set to read-only",
    next: "OPENCLAW_CONFIG_READONLY",
    breakIt: ({ home }) => home.installCompanion({ OPENCLAW_CONFIG_READONLY: "1" }),
    mendIt: reinstall,
  },
  {
    name: "a config that is broken",
    title: "openclaw.json is broken at line 1",
    next: "line",
    breakIt: ({ home }) => writeFile(home.config, "{ gateway: "),
    mendIt: restoreConfig,
  },
  {
    name: "a full disk",
    title: "The disk is full",
    next: "Make room",
    breakIt: fillDisk,
    mendIt: async ({ home }) => run("umount", [path.dirname(home.config)]),
  },
  {
    name: "a permission that was withdrawn",
    title: "The browser's permission for claude.ai is gone",
    next: "welcome page",
    breakIt: (world) => changePermission(world, "remove", CLAUDE),
    mendIt: (world) => changePermission(world, "request", CLAUDE),
  },
  {
    name: "a data consent that was withdrawn",
    title: "The browser's permission for claude.ai is gone",
    next: "only the permission to hand on sign-in data was taken",
    breakIt: (world) => changePermission(world, "remove", DATA),
    mendIt: (world) => changePermission(world, "request", DATA),
  },
  {
    name: "a secret that is no session key",
    title: "This is an API key, not a session key",
    next: "claude.ai",
    breakIt: async () => {
      makeKey = () => `sk-ant-api03-${"a".repeat(90)}`;
    },
    mendIt: async (world) => {
      makeKey = randomSessionKey;
      await press(world, await world.browser.claude(), "Rotate key");
    },
  },
];

/** A file system of its own in the place of OpenClaw's folder, full but for the config. */
async function fillDisk({ home }: World): Promise<void> {
  const folder = path.dirname(home.config);
  await run("mount", ["-t", "tmpfs", "-o", "size=16k,mode=700", "tmpfs", folder]);
  await writeFile(home.config, CONFIG_WITH_EVERYTHING, { mode: 0o600 });
  await writeFile(path.join(folder, "filler"), Buffer.alloc(12 * 1024)).catch(() => undefined);
}

/** Chromium gives it back without a dialog, as it was granted before; Firefox asks each time. */
async function changePermission(
  { browser }: World,
  change: "remove" | "request",
  permissions: chrome.permissions.Permissions,
): Promise<void> {
  const page = await browser.open("options");
  const addButton = (name: typeof change, wanted: typeof permissions) => {
    const button = document.createElement("button");
    button.id = "change-permission";
    button.onclick = () => chrome.permissions[name](wanted);
    document.body.prepend(button);
  };
  await page.evaluate(addButton, change, permissions);
  if (change === "request" && BROWSER === "firefox")
    await browser.clickAndAnswer(page, "#change-permission", "accept");
  else await page.click("#change-permission");
  await page.close();
}

let makeKey = randomSessionKey;

describe("auto-sync with", () => {
  let world: World;
  let claude: Page;

  beforeAll(async () => {
    world = await syncedWorld({ quick: true, key: () => makeKey() });
    claude = await world.signIn();
    await arrives(world, (key) => key !== undefined);
  });

  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });

  it.for(FAILURES)("$name: says so, tries again, and mends by itself", async (failure) => {
    const before = await keyIn(world);
    await failure.breakIt(world);
    onTestFailed(async () => {
      await failure.mendIt(world);
    });
    await press(world, claude, "Rotate key");
    const watcher = await world.browser.open("options");
    const badge = await until(
      "a badge that warns",
      async () => {
        const shown = await badgeOn(watcher);
        return shown.text === "!" ? shown : null;
      },
      90_000,
    );
    expect(badge.title).toContain(failure.title);

    const popup = await world.browser.open("popup");
    await popup.waitForFunction(() => document.querySelector("[role=status][data-tone=bad]"), {
      timeout: 60_000,
    });
    expect(await statusText(popup)).toContain(failure.next);
    await look(popup, `popup-sync-${failure.name.replaceAll(" ", "-")}`, POPUP);
    await leaveNoPage(world);

    await failure.mendIt(world);
    await arrives(world, (key) => key !== undefined && key !== before, 90_000);
    const after = await world.browser.open("options");
    await until("the badge to be gone", async () => (await badgeOn(after)).text === "");
    await after.close();
  });
});
