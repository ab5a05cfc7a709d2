/** The least that can carry a cookie into a file by itself: the floor that auto-sync is measured against. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startStandin, type Standin } from "../standin/standin.ts";
import type { BrowserDriver } from "./browser-driver.ts";
import { launchChromium } from "./chromium.ts";
import { startDisplay } from "./display.ts";
import { makeHome } from "./home.ts";
import { until } from "./until.ts";

const HOST = "bare.host";

const HAND_ON = `
  async function handOn() {
    const cookie = await chrome.cookies.get({ url: "https://claude.ai/", name: "sessionKey" });
    await chrome.runtime.sendNativeMessage("${HOST}", { key: cookie.value });
  }
`;

const FILES = {
  "worker.js": `${HAND_ON}
    chrome.cookies.onChanged.addListener(({ cause, removed }) => {
      if (cause !== "overwrite" && !removed) void handOn();
    });`,
  "page.html": `<!doctype html><button>Export</button><script src="page.js"></script>`,
  "page.js": `${HAND_ON}
    document.querySelector("button").onclick = handOn;`,
};

/** `safe`: with what a power cut and a second writer ask for, and nothing else. */
export type Floor = "bare" | "safe";

/** Write beside the file, rename: once as it comes, once under a lock, synced, and read again before it counts. */
export const STEPS: Record<Floor, string> = {
  bare: `
    fs.writeFileSync(next, key, { mode: 0o600 });
    fs.renameSync(next, file);`,
  safe: `
    fs.closeSync(fs.openSync(file + ".lock", "wx"));
    const before = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : null;
    const written = fs.openSync(next, "wx", 0o600);
    fs.writeSync(written, key);
    fs.fsyncSync(written);
    fs.closeSync(written);
    const now = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : null;
    if (now !== before || fs.readFileSync(next, "utf8") !== key) throw new Error("changed");
    fs.renameSync(next, file);
    const folder = fs.openSync(require("path").dirname(file), "r");
    fs.fsyncSync(folder);
    fs.closeSync(folder);
    fs.unlinkSync(file + ".lock");`,
};

/** Reads one frame, and puts its value into the file. */
const hostScript = (file: string, floor: Floor): string => `
  const fs = require("fs");
  const file = ${JSON.stringify(file)};
  const next = file + ".new";
  process.stdin.once("data", (frame) => {
    const { key } = JSON.parse(frame.subarray(4));
    ${STEPS[floor]}
    const reply = Buffer.from("{}");
    const header = Buffer.alloc(4);
    header.writeUInt32LE(reply.length);
    process.stdout.write(Buffer.concat([header, reply]), () => process.exit(0));
  });
`;

export interface BareSync extends AsyncDisposable {
  browser: BrowserDriver;
  standin: Standin;
  /** Of the extension. Its `page.html` has a button that does the same. */
  id: string;
  /** Where the value goes. */
  file: string;
}

export async function startBareSync(floor: Floor = "bare"): Promise<BareSync> {
  const display = await startDisplay();
  const standin = await startStandin();
  const home = await makeHome(null);
  const extension = await mkdtemp(path.join(tmpdir(), "clawkey-bare-"));
  const manifest = {
    manifest_version: 3,
    name: "Bare sync",
    version: "1",
    permissions: ["cookies", "nativeMessaging"],
    host_permissions: ["https://claude.ai/*"],
    background: { service_worker: "worker.js" },
  };
  await writeFile(path.join(extension, "manifest.json"), JSON.stringify(manifest));
  for (const [name, text] of Object.entries(FILES)) await writeFile(path.join(extension, name), text);
  const browser = await launchChromium({
    display,
    home,
    extensionFolders: [extension],
    standin,
  });
  const id = await until("the bare extension", async () => {
    const [first] = (await browser.puppeteer.extensions()).keys();
    return first;
  });
  const file = path.join(home.folder, "key");
  await installHost(home, { id, file, floor });
  return {
    browser,
    standin,
    id,
    file,
    async [Symbol.asyncDispose]() {
      await browser.close();
      await standin.close();
      display.stop();
      await home.remove();
      await rm(extension, { recursive: true });
    },
  };
}

async function installHost(
  { folder, profile }: { folder: string; profile: string },
  { id, file, floor }: { id: string; file: string; floor: Floor },
): Promise<void> {
  const [script, launcher] = [path.join(folder, "host.cjs"), path.join(folder, "host")];
  await writeFile(script, hostScript(file, floor));
  await writeFile(launcher, `#!/bin/sh\nexec "${process.execPath}" "${script}"\n`);
  await chmod(launcher, 0o755);
  const hosts = path.join(profile, "NativeMessagingHosts");
  await mkdir(hosts, { recursive: true });
  const manifest = {
    name: HOST,
    description: "The floor",
    path: launcher,
    type: "stdio",
    allowed_origins: [`chrome-extension://${id}/`],
  };
  await writeFile(path.join(hosts, `${HOST}.json`), JSON.stringify(manifest));
}
