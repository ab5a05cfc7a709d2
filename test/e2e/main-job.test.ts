import { readFile, stat } from "node:fs/promises";
import { expect, it } from "vitest";
import { CONFIG_WITH_EVERYTHING } from "../helpers/world/home.ts";
import { POPUP } from "./looks.ts";
import { exportAndWait, statusText } from "./popup.ts";
import { makeWorld, readyWorld } from "./world.ts";

it("takes the key from the sign-in to openclaw.json with one click in the real popup", async () => {
  const key = `sk-ant-sid02-${"e2e-main_job".repeat(9)}`;
  await using world = await readyWorld({ key: () => key });

  const popup = await world.browser.popup();
  await exportAndWait(popup);
  expect(await statusText(popup)).toContain(`Written to ${world.home.config}`);

  const added = `  env: {\r\n    vars: {\r\n      CLAUDE_AI_SESSION_KEY: '${key}',\r\n    },\r\n  },\r\n}`;
  const after = await readFile(world.home.config, "utf8");
  expect(after).toBe(CONFIG_WITH_EVERYTHING.replace(/\}\r\n$/, `${added}\r\n`));
  expect((await stat(world.home.config)).mode & 0o777).toBe(0o600);
});

it("opens the popup in its final size, by the keyboard too, and closes nothing on the way", async () => {
  await using world = await makeWorld();
  expect(await world.browser.popupSize("click")).toEqual([POPUP.width, POPUP.height]);
  expect(await world.browser.popupSize("keyboard")).toEqual([POPUP.width, POPUP.height]);
});
