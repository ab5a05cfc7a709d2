/** What keeps the key from arriving: each has its own badge and message, is tried again, and mends by itself. */
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from "vitest";
import type { Page } from "puppeteer-core";
import { crashingCompanion } from "../helpers/world/companions.ts";
import { CONFIG_WITH_EVERYTHING } from "../helpers/world/home.ts";
import { randomSessionKey } from "../helpers/standin/account.ts";
import { until } from "../helpers/world/until.ts";
import { arrives, badgeOn, keyIn, leaveNoPage, press, syncedWorld } from "./auto-sync.ts";
import { look, POPUP } from "./looks.ts";
import { statusText } from "./popup.ts";
import { BROWSER, type World } from "./world.ts";

const run = promisify(execFile);

const reinstall = async ({ home }: World) => {
  await home.uninstallCompanion();
  await home.installCompanion();
};

const CLAUDE = { origins: ["https://claude.ai/*"] };
/** Firefox's own. */
const DATA: object = { data_collection: ["authenticationInfo"] };

/** Title: on the badge at once, or after the third failure. Next: what a user reads in the popup as the next step. */
type Row = [
  what: string,
  title: string,
  next: string,
  breakIt: (world: World) => Promise<unknown>,
  mendIt: (world: World) => Promise<unknown>,
];

const FAILURES: Row[] = [
  [
    "a companion that is gone",
    "The companion is not installed",
    "node dist/clawkey.mjs install",
    ({ home }) => home.uninstallCompanion(),
    ({ home }) => home.installCompanion(),
  ],
  [
    "a companion that crashes",
    "The companion stopped without an answer",
    "node dist/clawkey.mjs install",
    ({ home }) => crashingCompanion(home),
    reinstall,
  ],
  [
    "a full disk",
    "The disk is full",
    "Free some space",
    fillDisk,
    ({ home }) => run("umount", [path.dirname(home.config)]),
  ],
  [
    "a permission that was withdrawn",
    "The browser's permission for claude.ai is gone",
    "welcome page",
    (world) => changePermission(world, "remove", CLAUDE),
    (world) => changePermission(world, "request", CLAUDE),
  ],
  [
    "a data consent that was withdrawn",
    "The browser's permission for claude.ai is gone",
    "only the permission to share sign-in data that is gone",
    (world) => changePermission(world, "remove", DATA),
    (world) => changePermission(world, "request", DATA),
  ],
  [
    "a secret that is no session key",
    "This is an API key, not a session key",
    "claude.ai",
    async () => {
      makeKey = () => `sk-ant-api03-${"a".repeat(90)}`;
    },
    async (world) => {
      makeKey = randomSessionKey;
      await press(world, await world.browser.claude(), "Rotate key");
    },
  ],
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

  it.for(FAILURES)(
    "%s: says so, tries again, and mends by itself",
    async ([what, title, next, breakIt, mendIt]) => {
      const before = await keyIn(world);
      await breakIt(world);
      onTestFailed(async () => void (await mendIt(world)));
      await press(world, claude, "Rotate key");
      const watcher = await world.browser.open("options");
      await until(
        `a badge that warns: ${title}`,
        async () => {
          const badge = await badgeOn(watcher);
          return badge.text === "!" && badge.title.includes(title);
        },
        90_000,
      );

      const popup = await world.browser.open("popup");
      await popup.waitForFunction(() => document.querySelector("[role=status][data-tone=bad]"), {
        timeout: 60_000,
      });
      expect(await statusText(popup)).toContain(next);
      await look(popup, `popup-sync-${what.replaceAll(" ", "-")}`, POPUP);
      await leaveNoPage(world);

      await mendIt(world);
      await arrives(world, (key) => key !== undefined && key !== before, 90_000);
      const after = await world.browser.open("options");
      await until("the badge to be gone", async () => (await badgeOn(after)).text === "");
      await after.close();
    },
  );
});
