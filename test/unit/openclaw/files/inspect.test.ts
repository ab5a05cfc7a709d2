/** What would keep a write from its end is seen before anything is made, and told by status as well. */
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { FailureCode } from "../../../../src/core/messages/failures.ts";
import type { FileKind } from "../../../../src/core/messages/messages.ts";
import { isMountPoint } from "../../../../src/openclaw/files/inspect.ts";
import { removeKey, setKey, status } from "../../../../src/openclaw/openclaw.ts";
import { expectFailure } from "../../../helpers/expect-failure.ts";
import { fileTree } from "../../../helpers/file-tree.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";
import { fileWith, homeWith, type OpenClawHome } from "../../../helpers/openclaw-home.ts";
import { needs } from "../../../helpers/needs.ts";
import { tempFolder } from "../../../helpers/temp-folder.ts";
import { needsTinyDisk } from "../../../helpers/tiny-disk.ts";

const KEY = sessionKey(KEY_TEXT);
const KINDS = ["config", "dotenv"] as const;

/** Takes root and a file system that knows attributes. */
const canLock =
  spawnSync("sh", ["-c", 'd=$(mktemp -d) && chattr +i "$d" && chattr -i "$d" && rmdir "$d"'], {
    stdio: "ignore",
  }).status === 0;

const fullHome = () =>
  homeWith({ config: fileWith.config(OTHER_KEY_TEXT), dotenv: fileWith.dotenv(OTHER_KEY_TEXT) });

async function expectRefused(home: OpenClawHome, kind: FileKind, code: FailureCode, detail: object) {
  const before = fileTree(home.folder);
  for (const verb of [setKey(home.browser, kind, KEY), removeKey(home.browser, kind)])
    expectFailure(await verb, code, detail);
  const { files } = await status(home.browser, "0".repeat(32));
  expectFailure(files[kind].problem!, code, detail);
  expect(fileTree(home.folder)).toEqual(before);
}

function lock(place: string, attribute: "a" | "i") {
  execFileSync("chattr", [`+${attribute}`, place]);
  onTestFinished(() => void execFileSync("chattr", [`-${attribute}`, place]));
}

describe.each(KINDS)("Locked by an attribute, the %s", (kind) => {
  needs("root, and a file system that knows attributes", canLock);

  it("is refused where the file is immutable", async () => {
    const home = fullHome();
    const file = home.paths[kind];
    lock(file, "i");
    await expectRefused(home, kind, "file_locked", { path: file, errno: "EPERM" });
  });

  it("is refused where its folder is immutable, which is named, though the file is missing", async () => {
    const home = homeWith({ [kind === "config" ? "dotenv" : "config"]: "{}" });
    const folder = path.dirname(home.paths[kind]);
    lock(folder, "i");
    const detail = { path: folder, errno: "EPERM" };
    expectFailure(await setKey(home.browser, kind, KEY), "file_locked", detail);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it("stays where its folder lets nothing go: the reason is told, and what is left behind holds no key", async () => {
    const home = fullHome();
    const file = home.paths[kind];
    const before = readFileSync(file, "utf8");
    const folder = path.dirname(file);
    lock(folder, "a");
    expectFailure(await setKey(home.browser, kind, KEY), "file_locked", { path: file, errno: "EPERM" });
    expect(readFileSync(file, "utf8")).toBe(before);
    const left = readdirSync(folder).filter((name) => name.startsWith(".clawkey."));
    expect(left.map((name) => statSync(path.join(folder, name)).size)).toEqual([0]);
    // Such a lock is taken over once its process is gone.
    expect(JSON.parse(readFileSync(`${file}.lock`, "utf8"))).toMatchObject({ pid: process.pid });
  });
});

describe.each(KINDS)("Mounted by itself, the %s", (kind) => {
  needsTinyDisk();

  it("is refused before anything is made, and mounted with its folder it is not", async () => {
    const home = fullHome();
    const file = home.paths[kind];
    const folder = path.dirname(file);
    const mount = (place: string) => {
      execFileSync("mount", ["--bind", place, place]);
      onTestFinished(() => void spawnSync("umount", [place]));
    };
    mount(folder);
    expect(await setKey(home.browser, kind, sessionKey(OTHER_KEY_TEXT))).toMatchObject({ ok: true });
    mount(file);
    await expectRefused(home, kind, "file_mounted", { path: file });
    expect(existsSync(`${file}.lock`)).toBe(false);
  });
});

it.each([
  ["/data/openclaw.json", "36 35 98:0 /a /data/openclaw.json rw - ext4 /dev/sda rw", true],
  ["/data/openclaw.json", "36 35 98:0 /data/openclaw.json /data rw - ext4 /dev/sda rw", false],
  ["/my data/.env", String.raw`36 35 98:0 / /my\040data/.env rw - ext4 /dev/sda rw`, true],
  ["/data/.env", "", false],
])("Whether %s is a mount point is read from %j: %s", (file, line, expected) => {
  expect(isMountPoint(file, `25 1 8:1 / / rw - ext4 /dev/root rw\n${line}\n`)).toBe(expected);
});

describe.each(KINDS)("Where the %s is a link", (kind) => {
  it("to a file that a tool has made read-only, that is refused as such", async () => {
    const home = fullHome();
    const file = home.paths[kind];
    const store = path.join(tempFolder(), "made");
    writeFileSync(store, fileWith[kind](OTHER_KEY_TEXT));
    chmodSync(store, 0o444);
    execFileSync("ln", ["-sfn", store, file]);
    await expectRefused(home, kind, "link_to_store", { path: file });
  });
});

it.each(["a link", "a link to a link", "a link by way of another folder"])(
  "A .env that leads to the config as %s is refused",
  async (how) => {
    const home = homeWith({ config: fileWith.config(OTHER_KEY_TEXT) });
    const { config, dotenv } = home.paths;
    const between = path.join(home.folder, "between");
    if (how === "a link") symlinkSync("openclaw.json", dotenv);
    else if (how === "a link to a link") {
      symlinkSync(config, between);
      symlinkSync(between, dotenv);
    } else {
      mkdirSync(between);
      symlinkSync(`../between/../.openclaw/openclaw.json`, dotenv);
    }
    await expectRefused(home, "dotenv", "dotenv_is_config", { path: dotenv });
    expect((await status(home.browser, "0".repeat(32))).files.config.problem).toBeNull();
  },
);
