/** The real popup before and after an export, light and dark. OpenClaw is a small program here, claude.ai the stand-in. */
import { mkdtemp, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "puppeteer-core";
import { exportAndWait, waitForText } from "../test/e2e/popup.ts";
import { readyWorld, type World } from "../test/e2e/world.ts";
import { reportingOpenClaw } from "../test/helpers/reporting-openclaw.ts";
import { setMedia } from "../test/helpers/world/chromium.ts";

export const SCHEMES = ["light", "dark"] as const;
export type Scheme = (typeof SCHEMES)[number];

/** The height is that of the page. */
export const WIDTH = 360;
export const SCALE = 2;

/** PNG, base64. */
type Shots = Record<Scheme, string>;

export interface PopupPictures extends AsyncDisposable {
  /** OpenClaw has no key yet. */
  due: Shots;
  /** OpenClaw itself shows the same numbers. */
  seen: Shots;
  world: World;
}

export async function popupPictures(): Promise<PopupPictures> {
  const notes = await mkdtemp(path.join(tmpdir(), "clawkey-pictures-"));
  const world = await readyWorld();
  await world.home.installCompanion({ PATH: reportingOpenClaw({}, notes).env["PATH"]! });
  const popup = await world.browser.open("popup");
  await popup.waitForSelector("[role=meter]");
  await waitForText(popup, "#status", "no key yet");
  const due = await shots(popup);
  // Nobody's gateway has to be waited for.
  await exportAndWait(popup);
  await utimes(world.home.config, 0, 0);
  await waitForText(popup, "#status", "Seen by OpenClaw");
  const seen = await shots(popup);
  return {
    due,
    seen,
    world,
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      await rm(notes, { recursive: true });
    },
  };
}

async function shots(page: Page): Promise<Shots> {
  const height = await page.evaluate(() => document.body.offsetHeight);
  await page.setViewport({ width: WIDTH, height, deviceScaleFactor: SCALE });
  const taken = { light: "", dark: "" };
  for (const scheme of SCHEMES) {
    await setMedia(page, scheme);
    taken[scheme] = await page.screenshot({ encoding: "base64" });
  }
  return taken;
}
