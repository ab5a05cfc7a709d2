/** "Numbers only" from end to end: no key anywhere, and OpenClaw never comes to one; its row shows the browser's numbers. */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import words from "../../locales/en.json" with { type: "json" };
import { knows, loadsPluginsLive } from "../../src/openclaw/versions.ts";
import { filesWith } from "../e2e/canary.ts";
import { waitForText } from "../e2e/popup.ts";
import { BROWSER, makeWorld } from "../e2e/world.ts";
import { windowsOf } from "./fixture.ts";
import { GATEWAY_TOKEN, startGateway } from "./gateway.ts";
import { paste, terminalOf } from "./in-terminal.ts";
import { installOpenClaw, VERSION } from "./install.ts";
import { pasteSetupToken, runOpenClaw } from "./openclaw.ts";

/** Where OpenClaw listens unless it is told otherwise, and where the page looks first. */
const PORT = 18_789;

/** The two oldest know no rows of plugins: there the chat's command is the row. */
const HAS_ROWS = !["2026.5.28", "2026.6.11"].includes(VERSION);

test(
  `${BROWSER} sends its numbers to a gateway by one pasted line and a click, and the key to nobody`,
  { timeout: 300_000 },
  async () => {
    await installOpenClaw();
    const canary = "CaNaRy-of-numbers-only_";
    await using world = await makeWorld({ key: () => `sk-ant-sid02-${canary.repeat(5)}A` });
    world.standin.behaviour.oauthUsage = "rate-limited";
    const openclaw = { home: world.home.folder, standin: world.standin };
    const auth = { mode: "token", token: GATEWAY_TOKEN };
    await writeFile(world.home.config, JSON.stringify({ gateway: { mode: "local", port: PORT, auth } }));
    await pasteSetupToken(openclaw);
    let gateway = await startGateway(openclaw, { port: PORT });
    // Ended before its home is gone.
    await using _ = { [Symbol.asyncDispose]: () => gateway.close() };

    await world.signIn();
    const page = await world.consent("numbers");
    const line = await page.waitForSelector("#line:not(:empty)");
    const pasted = paste(await line!.evaluate(({ textContent }) => textContent), terminalOf(openclaw));
    if (!loadsPluginsLive(VERSION)) {
      await pasted.shows(words.plugin.pair_waiting);
      await gateway.close();
      gateway = await startGateway(openclaw, { port: PORT });
    }
    await pasted.ended;
    await page.waitForSelector("#paired:not([hidden])");
    await page.bringToFront();
    await page.click("#export-gateway");
    await waitForText(page, "#status", "The key stays here");

    const { windows } = windowsOf(world.standin.account());
    if (HAS_ROWS) {
      await gateway.refresh();
      expect(await gateway.row("clawkey")).toMatchObject({ plan: "Max (5x)", windows });
      const { stdout } = await runOpenClaw(openclaw, ["status", "--usage"]);
      expect(stdout).toMatch(/Claude \(claude\.ai\) \(Max \(5x\)\)\n\s+As of .*\n\s+5h: 59% left/);
    }
    if (knows(VERSION, "chatsKeepCommands")) {
      await pasted.shows(words.plugin.pair_chat);
      await gateway.close();
      gateway = await startGateway(openclaw, { port: PORT });
    }
    expect(await gateway.answerTo("/plan")).toMatch(/Max \(5x\)\\n5h: 41% used, 59% left/);

    expect(await filesWith(canary, path.dirname(world.home.config))).toEqual([]);
    expect(await readFile(world.home.config, "utf8")).not.toContain(canary);
    const asked = world.standin.requests.filter(({ userAgent }) => !userAgent.startsWith("Mozilla"));
    expect(asked.filter(({ host }) => host === "claude.ai")).toEqual([]);
  },
);
