import { readFile, stat } from "node:fs/promises";
import { expect, it } from "vitest";
import { CONFIG_WITH_EVERYTHING } from "../helpers/world/home.ts";
import { POPUP } from "./looks.ts";
import { exportAndWait, waitForText } from "./popup.ts";
import { makeWorld, readyWorld } from "./world.ts";

/** One sentence and one button. */
const GATE = [POPUP.width, 248];

it("takes the key from the sign-in to openclaw.json with one click in the real popup", async () => {
  const key = `sk-ant-sid02-${"e2e-main_job".repeat(9)}`;
  await using world = await readyWorld({ key: () => key });

  const popup = await world.browser.popup();
  await exportAndWait(popup);
  await waitForText(popup, "#status", "Saved for OpenClaw");
  expect(await popup.$eval("#target", ({ textContent }) => textContent)).toBe(world.home.config);

  const added = `  env: {\r\n    vars: {\r\n      CLAUDE_AI_SESSION_KEY: '${key}',\r\n    },\r\n  },\r\n}`;
  const after = await readFile(world.home.config, "utf8");
  expect(after).toBe(CONFIG_WITH_EVERYTHING.replace(/\}\r\n$/, `${added}\r\n`));
  expect((await stat(world.home.config)).mode & 0o777).toBe(0o600);
});

it("opens the popup in the height of its family, by the keyboard too, and closes nothing on the way", async () => {
  await using world = await makeWorld();
  expect(await world.browser.popupSize("click")).toEqual(GATE);
  expect(await world.browser.popupSize("keyboard")).toEqual(GATE);
});

it("opens the popup in one height whether an export is due or not", async () => {
  await using world = await readyWorld();
  const due = await world.browser.popupSize("click");
  expect(due).toEqual([POPUP.width, expect.closeTo(429, -1)]);
  const popup = await world.browser.open("popup");
  await exportAndWait(popup);
  await popup.close();
  expect(await world.browser.popupSize("click")).toEqual(due);
});
