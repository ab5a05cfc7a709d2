/** What an administrator's policies do to the companion in real Chromium, and that Clawkey says so. */
import { it } from "vitest";
import { chromiumWith } from "../helpers/world/administrator.ts";
import { until } from "../helpers/world/until.ts";
import { makeWorld } from "./world.ts";

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
