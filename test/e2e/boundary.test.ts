import type { HTTPRequest, Page } from "puppeteer-core";
import { expect, it } from "vitest";
import { CHROME_EXTENSION_ID } from "../../src/core/messages/identity.ts";
import { bareExtension } from "../helpers/world/bare-extension.ts";
import { extensionUrl } from "../helpers/world/chromium.ts";
import { clickAndWait, exportAndWait } from "./popup.ts";
import { makeWorld } from "./world.ts";

/** Messages that a stranger may try: our own verbs, and names that every object has. */
const FORGED = [
  { verb: "status" },
  { verb: "set", key: "sk-ant-sid01-forged", file: "config" },
  { verb: "remove" },
  { verb: "__proto__" },
  { verb: "constructor" },
  "toString",
];

/** What the browser answers to each of them, by message and by port. */
function knock(page: Page): Promise<unknown[]> {
  const send = async (id: string, forged: unknown[]) => {
    const { runtime } = globalThis.chrome ?? {};
    if (!runtime?.sendMessage) return ["no way to send"];
    const answers: unknown[] = [];
    for (const message of forged) {
      answers.push(await runtime.sendMessage(id, message).catch((error: unknown) => String(error)));
    }
    const port = runtime.connect(id);
    answers.push(await new Promise((resolve) => port.onDisconnect.addListener(() => resolve("port closed"))));
    return answers;
  };
  return page.evaluate(send, CHROME_EXTENSION_ID, FORGED);
}

it("hears neither another extension nor a web page, and can't be framed", async () => {
  await using stranger = await bareExtension();
  await using world = await makeWorld({ extensionFolders: [stranger.folder] });
  await world.home.installCompanion();
  await world.setUp();
  const claude = await world.signIn();

  const extensions = await world.browser.puppeteer.extensions();
  const strangerId = [...extensions.keys()].find((id) => id !== CHROME_EXTENSION_ID);
  const page = await world.browser.puppeteer.newPage();
  await page.goto(`chrome-extension://${strangerId}/popup.html`);
  const refused = "Error: Could not establish connection. Receiving end does not exist.";
  expect(await knock(page)).toEqual([...FORGED.map(() => refused), "port closed"]);
  expect(await knock(claude)).toEqual(["no way to send"]);

  for (const name of ["popup", "welcome", "options"] as const) {
    const framed = await page.evaluate(async (url) => {
      const frame = document.createElement("iframe");
      frame.src = url;
      const loaded = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
      document.body.append(frame);
      await loaded;
      // Of a page that was refused the browser shows its own error page, which belongs to nobody.
      return frame.contentDocument?.body.innerHTML ?? "";
    }, extensionUrl(name));
    expect(framed).toBe("");
    const shown = page.frames().map((frame) => frame.url());
    expect(shown).not.toContain(extensionUrl(name));
  }
});

it("loads its own files and asks claude.ai for the usage, and nothing else, through consent, export, copy and options", async () => {
  await using world = await makeWorld();
  const requests: string[] = [];
  const record = (request: HTTPRequest) => requests.push(request.url());
  world.browser.puppeteer.on("targetcreated", async (target) => {
    const page = await target.page();
    if (target.url().startsWith("chrome-extension://")) page?.on("request", record);
  });
  const welcome = await world.browser.welcome();
  welcome.on("request", record);
  const worker = await world.browser.puppeteer.waitForTarget((target) =>
    target.url().endsWith("/background.js"),
  );
  const session = await worker.createCDPSession();
  await session.send("Network.enable");
  session.on("Network.requestWillBeSent", ({ request }) => requests.push(request.url));

  await world.home.installCompanion();
  await world.setUp();
  await world.signIn();
  for (const name of ["popup", "options", "welcome"] as const) {
    const page = await world.browser.puppeteer.newPage();
    page.on("request", record);
    await page.goto(extensionUrl(name));
    await page.waitForSelector("[role=status]");
    if (name !== "popup") continue;
    await page.waitForSelector("#usage [role=meter]");
    await exportAndWait(page);
    await clickAndWait(page, "Copy", "good");
  }
  expect(requests.length).toBeGreaterThan(10);
  const { uuid } = world.standin.account().organizations[0]!;
  expect(requests.filter((url) => !url.startsWith(`chrome-extension://${CHROME_EXTENSION_ID}/`))).toEqual([
    "https://claude.ai/api/organizations",
    `https://claude.ai/api/organizations/${uuid}/usage`,
  ]);
});
