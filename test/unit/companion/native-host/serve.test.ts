import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { encodeFrame } from "../../../../src/companion/native-host/framing.ts";
import { fileId } from "../../../../src/openclaw/files/key-files.ts";
import type { Instance } from "../../../../src/openclaw/openclaw.ts";
import { serve } from "../../../../src/companion/native-host/serve.ts";
import { Request, RemoveReply, SetReply, StatusReply } from "../../../../src/core/messages/messages.ts";
import { CHROME_EXTENSION_ID, FIREFOX_EXTENSION_ID } from "../../../../src/core/messages/identity.ts";
import { fileTree } from "../../../helpers/file-tree.ts";
import { KEY_TEXT, sessionKey, WRONG_SECRETS } from "../../../helpers/keys.ts";
import {
  ask,
  CHROME_CALLER,
  converse,
  decodeOnlyFrame,
  FIREFOX_CALLER,
  pipeWith,
} from "../../../helpers/native-host.ts";
import { openClawHome } from "../../../helpers/openclaw-home.ts";
import { removeRequest, setRequest, statusRequest } from "../../../helpers/requests.ts";

const SALT = "0123456789abcdef0123456789abcdef";
const KINDS = ["config", "dotenv"] as const;

describe("The native host", () => {
  it.each(KINDS)("sets, reports and removes the key in %s", async (kind) => {
    const home = openClawHome();
    const path = home.paths[kind];
    const request = setRequest(home, kind);
    expect(Request.parse(request)).toEqual(request);

    const set = SetReply.parse(await ask(request, home.browser));
    expect(set).toMatchObject({ path, changed: true, effect: { effective: true } });
    expect(home.read(kind)).toContain(KEY_TEXT);

    const status = StatusReply.parse(await ask(statusRequest(SALT), home.browser));
    const fingerprint = await sessionKey(KEY_TEXT).fingerprint(SALT);
    expect(status.files[kind]).toMatchObject({ id: request.fileId, path, fingerprint });
    expect(status.effective).toMatchObject({ path, fingerprint });

    const removed = RemoveReply.parse(await ask(removeRequest(home, kind), home.browser));
    expect(removed).toMatchObject({ path, changed: true });
    expect(home.read(kind)).not.toContain(KEY_TEXT);
  });

  it("answers one request a process, whatever stands behind it", async () => {
    const home = openClawHome();
    const twice = Buffer.concat([encodeFrame(statusRequest(SALT)), encodeFrame(setRequest(home, "config"))]);
    const written = await converse(pipeWith(twice), home.browser);
    expect(decodeOnlyFrame(written)).toMatchObject({ ok: true, protocol: 1 });
    expect(home.read("config")).toBeNull();
  });

  it("hands on what an operation refuses, with its details", async () => {
    const home = openClawHome();
    home.write("config", "{ a: ");
    await expect(ask(setRequest(home, "config"), home.browser)).resolves.toEqual({
      ok: false,
      code: "config_unparsable",
      detail: { path: home.paths.config, line: 1, column: 6 },
    });
  });

  it.each([
    ["sets", setRequest],
    ["removes", removeRequest],
  ] as const)("%s nothing in a file that was not confirmed", async (_, request) => {
    const home = openClawHome();
    home.write("config", `{ env: { vars: { CLAUDE_AI_SESSION_KEY: "${KEY_TEXT}" } } }`);
    const before = fileTree(home.folder);
    for (const other of [fileId(home.paths.dotenv), fileId(`${home.paths.config}x`), "0".repeat(32)]) {
      const reply = await ask({ ...request(home, "config"), fileId: other }, home.browser);
      expect(reply).toEqual({ ok: false, code: "file_changed_place" });
    }
    expect(fileTree(home.folder)).toEqual(before);
  });

  it.each(WRONG_SECRETS)("refuses %s, and does not write it", async (_, secret, code) => {
    const home = openClawHome();
    const before = fileTree(home.folder);
    const reply = await ask(setRequest(home, "config", secret), home.browser);
    expect(reply).toEqual({ ok: false, code });
    expect(fileTree(home.folder)).toEqual(before);
  });

  it.each([[0], [2], [1.5], [-1]])(
    "says which protocol it speaks to one that speaks %d",
    async (protocol) => {
      const home = openClawHome();
      const reply = await ask({ ...setRequest(home, "config"), protocol, new: "field" }, home.browser);
      expect(reply).toEqual({ ok: false, code: "protocol_unsupported", detail: { protocol: 1 } });
      expect(home.read("config")).toBeNull();
    },
  );

  it("keeps a bug of its own out of the reply", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    const home = openClawHome();
    const broken: Instance = {
      ...home.browser,
      get paths(): Instance["paths"] {
        throw new Error("where are they");
      },
    };
    const reply = await ask(setRequest(home, "config"), broken);
    expect(reply).toEqual({ ok: false, code: "internal_error" });
    expect(logged).toHaveBeenCalledTimes(1);
    expect(String(logged.mock.calls)).not.toContain(KEY_TEXT);
    logged.mockRestore();
  });

  it("fails where the browser no longer reads", async () => {
    const output = new PassThrough();
    output.destroy();
    const input = pipeWith(encodeFrame(statusRequest(SALT)));
    await expect(serve(input, output, CHROME_CALLER, openClawHome().browser)).rejects.toThrow(/destroyed/);
  });
});

describe("A caller", () => {
  const origin = `chrome-extension://${CHROME_EXTENSION_ID}/`;

  it.each([
    ["Chrome on Linux and macOS", CHROME_CALLER],
    ["Chrome on Windows", [origin, "--parent-window=0"]],
    ["Firefox", FIREFOX_CALLER],
  ])("is answered where it is ours: %s", async (_, caller) => {
    await expect(ask(statusRequest(SALT), openClawHome().browser, caller)).resolves.toMatchObject({
      ok: true,
    });
  });

  it.each([
    ["nobody", []],
    ["a terminal", ["--help"]],
    ["another extension of Chrome's", [`chrome-extension://${"a".repeat(32)}/`]],
    ["an origin without its slash", [origin.slice(0, -1)]],
    ["an origin with a path", [`${origin}popup.html`]],
    ["an origin in capitals", [origin.toUpperCase()]],
    ["an origin of the web", [`https://${CHROME_EXTENSION_ID}/`]],
    ["another extension of Firefox's", [FIREFOX_CALLER[0]!, "other@clawkey.extension"]],
    ["Firefox's id in another place", [FIREFOX_EXTENSION_ID]],
    ["Firefox's id in another case", [FIREFOX_CALLER[0]!, FIREFOX_EXTENSION_ID.toUpperCase()]],
    ["Chrome's id in Firefox's place", [FIREFOX_CALLER[0]!, CHROME_EXTENSION_ID]],
  ])("is refused unheard where it is not: %s", async (_, caller) => {
    const home = openClawHome();
    const before = fileTree(home.folder);
    const input = pipeWith(encodeFrame(setRequest(home, "config")));
    const reply = decodeOnlyFrame(await converse(input, home.browser, caller));
    expect(reply).toEqual({ ok: false, code: "caller_unknown" });
    expect(input.readableDidRead).toBe(false);
    expect(fileTree(home.folder)).toEqual(before);
  });
});

describe("A browser that falls silent", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
  afterEach(() => void vi.useRealTimers());

  it("is answered after five seconds, so that the process ends", async () => {
    const input = new PassThrough();
    const written = converse(input, openClawHome().browser);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(decodeOnlyFrame(await written)).toEqual({ ok: false, code: "request_invalid" });
  });
});
