/** Bytes in, bytes out; what is answered to a message, test/unit/openclaw/answer.test.ts says. */
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { encodeFrame } from "../../../../src/companion/native-host/framing.ts";
import { serve } from "../../../../src/companion/native-host/serve.ts";
import { CHROME_EXTENSION_ID, FIREFOX_EXTENSION_ID } from "../../../../src/core/messages/identity.ts";
import { Request } from "../../../../src/core/messages/messages.ts";
import { fileTree } from "../../../helpers/file-tree.ts";
import { KEY_TEXT } from "../../../helpers/keys.ts";
import {
  ask,
  CHROME_CALLER,
  converse,
  decodeOnlyFrame,
  FIREFOX_CALLER,
  pipeWith,
} from "../../../helpers/native-host.ts";
import { openClawHome } from "../../../helpers/openclaw-home.ts";
import { setRequest, statusRequest } from "../../../helpers/requests.ts";

const SALT = "0123456789abcdef0123456789abcdef";

describe("The native host", () => {
  it("does what it is asked, or says why not, with the details", async () => {
    const home = openClawHome();
    const request = setRequest(home, "config");
    expect(Request.parse(request)).toEqual(request);
    await expect(ask(request, home.browser)).resolves.toMatchObject({ ok: true, changed: true });
    expect(home.read("config")).toContain(KEY_TEXT);
    home.write("config", "{ a: ");
    await expect(ask(request, home.browser)).resolves.toEqual({
      ok: false,
      code: "config_unparsable",
      detail: { path: home.paths.config, line: 1, column: 6 },
    });
  });

  it("answers one request a process, whatever stands behind it", async () => {
    const home = openClawHome();
    const twice = Buffer.concat([encodeFrame(statusRequest(SALT)), encodeFrame(setRequest(home, "config"))]);
    const written = await converse(pipeWith(twice), home.browser);
    expect(decodeOnlyFrame(written)).toMatchObject({ ok: true, protocol: 1 });
    expect(home.read("config")).toBeNull();
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
