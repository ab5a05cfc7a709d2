/** Bytes in, bytes out; what is answered to a message, test/unit/openclaw/answer.test.ts says. */
import { PassThrough } from "node:stream";
import { afterEach, describe, expect, it, vi } from "vitest";
import { encodeFrame, MAX_REQUEST_BYTES } from "../../../../src/companion/native-host/framing.ts";
import { serve } from "../../../../src/companion/native-host/serve.ts";
import { CHROME_EXTENSION_ID, FIREFOX_EXTENSION_ID } from "../../../../src/core/messages/identity.ts";
import { Request } from "../../../../src/core/messages/requests.ts";
import { underOpenClawLock } from "../../../../src/openclaw/files/lock.ts";
import { fileTree } from "../../../helpers/file-tree.ts";
import { KEY_TEXT } from "../../../helpers/keys.ts";
import {
  ask,
  CHROME_CALLER,
  converse,
  decodeOnlyFrame,
  FIREFOX_CALLER,
  openPipeWith,
  pipeWith,
} from "../../../helpers/native-host.ts";
import { fileWith, homeWith, openClawHome } from "../../../helpers/openclaw-home.ts";
import { removeRequest, setRequest, statusRequest } from "../../../helpers/requests.ts";
import { until } from "../../../helpers/world/until.ts";

const STATUS = statusRequest("0123456789abcdef0123456789abcdef");
/** With bytes that are no UTF-8 in it, once it is written as Latin-1. */
const BROKEN_KEY = { protocol: 1, verb: "set", file: "config", fileId: "0".repeat(32), key: "\u00c3(" };
const STATUS_TEXT = JSON.stringify(STATUS);
const INVALID = { ok: false, code: "request_invalid" };
const ORIGIN = `chrome-extension://${CHROME_EXTENSION_ID}/`;

afterEach(() => void vi.useRealTimers());

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
    const twice = Buffer.concat([encodeFrame(STATUS), encodeFrame(setRequest(home, "config"))]);
    const written = await converse(pipeWith(twice), home.browser);
    expect(decodeOnlyFrame(written)).toMatchObject({ ok: true, protocol: 1 });
    expect(home.read("config")).toBeNull();
  });

  it.each([
    ["has broken its end off", (output: PassThrough) => output.destroy(new Error("EPIPE"))],
    ["has closed its end", (output: PassThrough) => output.destroy()],
  ])("ends quietly where the browser %s", async (_, leave) => {
    const output = new PassThrough();
    const served = serve(openPipeWith(encodeFrame(STATUS)), output, CHROME_CALLER, openClawHome().browser);
    leave(output);
    await expect(served).resolves.toBeUndefined();
  });

  it.each([
    ["closes its end", (input: PassThrough) => input.end()],
    ["breaks off", (input: PassThrough) => input.destroy(new Error("EPIPE"))],
    ["no longer reads", (_: PassThrough, output: PassThrough) => output.destroy(new Error("EPIPE"))],
  ])("sets no key any more where the browser %s before it is written", async (_, leave) => {
    const home = homeWith({ config: "{}" });
    const before = fileTree(home.folder);
    const [input, output] = [openPipeWith(encodeFrame(setRequest(home, "config"))), new PassThrough()];
    let served: Promise<void> | undefined;
    await underOpenClawLock(home.paths.config, async () => {
      const isAsked = new Promise<AbortSignal>((resolve) => {
        served = serve(input, output, CHROME_CALLER, home.browser, resolve);
      });
      const gone = await isAsked;
      leave(input, output);
      await until("the browser's end", () => gone.aborted, 1_000);
    });
    await served;
    expect(fileTree(home.folder)).toEqual(before);
  });

  it("takes a key out all the same where the browser goes meanwhile", async () => {
    const home = homeWith({ dotenv: fileWith.dotenv(KEY_TEXT) });
    await converse(pipeWith(encodeFrame(removeRequest(home, "dotenv"))), home.browser);
    expect(home.read("dotenv")).toBe("");
  });

  it("answers after five seconds of a browser's silence, so that the process ends", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const written = converse(new PassThrough(), openClawHome().browser);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(decodeOnlyFrame(await written)).toEqual(INVALID);
  });
});

it.each([
  ["Chrome on Linux and macOS", CHROME_CALLER],
  ["Chrome on Windows", [ORIGIN, "--parent-window=0"]],
  ["Firefox", FIREFOX_CALLER],
])("A caller is answered where it is ours: %s", async (_, caller) => {
  await expect(ask(STATUS, openClawHome().browser, caller)).resolves.toMatchObject({ ok: true });
});

it.each([
  ["nobody", []],
  ["a terminal", ["--help"]],
  ["another extension of Chrome's", [`chrome-extension://${"a".repeat(32)}/`]],
  ["an origin without its slash", [ORIGIN.slice(0, -1)]],
  ["an origin with a path", [`${ORIGIN}popup.html`]],
  ["an origin in capitals", [ORIGIN.toUpperCase()]],
  ["an origin of the web", [`https://${CHROME_EXTENSION_ID}/`]],
  ["another extension of Firefox's", [FIREFOX_CALLER[0]!, "other@clawkey.extension"]],
  ["Firefox's id in another place", [FIREFOX_EXTENSION_ID]],
  ["Firefox's id in another case", [FIREFOX_CALLER[0]!, FIREFOX_EXTENSION_ID.toUpperCase()]],
  ["Chrome's id in Firefox's place", [FIREFOX_CALLER[0]!, CHROME_EXTENSION_ID]],
])("A caller is refused unheard where it is not ours: %s", async (_, caller) => {
  const home = openClawHome();
  const before = fileTree(home.folder);
  const input = pipeWith(encodeFrame(setRequest(home, "config")));
  const reply = decodeOnlyFrame(await converse(input, home.browser, caller));
  expect(reply).toEqual({ ok: false, code: "caller_unknown" });
  expect(input.readableDidRead).toBe(false);
  expect(fileTree(home.folder)).toEqual(before);
});

// Whatever comes in, one frame goes out: no echo of it, no write, no hang.

it.each<[string, Record<string, unknown>]>([
  ["no verb", { verb: undefined }],
  ["an unknown verb", { verb: "canary" }],
  ["the verb __proto__", { verb: "__proto__" }],
  ["the verb constructor", { verb: "constructor" }],
  ["a path", { path: "/tmp/canary" }],
  ["a variable's name", { variable: "CANARY" }],
  ["no protocol", { protocol: undefined }],
  ["a protocol in words", { protocol: "1" }],
])("The native host refuses a request with %s", async (_, change) => {
  const home = openClawHome();
  const before = fileTree(home.folder);
  await expect(ask({ ...setRequest(home, "config"), ...change }, home.browser)).resolves.toEqual(INVALID);
  expect(fileTree(home.folder)).toEqual(before);
});

const framed = (content: Buffer | string) => {
  const body = Buffer.from(content as string);
  return Buffer.concat([Buffer.from(Uint32Array.of(body.length).buffer), body]);
};

it.each<[string, Buffer]>([
  ["a field called __proto__", framed(STATUS_TEXT.replace("{", '{"__proto__":{"canary":1},'))],
  ["an empty frame", framed("")],
  ["a list", framed('["canary"]')],
  ["null", framed("null")],
  ["what is not JSON", framed("{canary}")],
  ["JSON5", framed("{ protocol: 1, verb: 'canary' }")],
  ["broken UTF-8", framed(Buffer.from(JSON.stringify(BROKEN_KEY), "latin1"))],
  ["UTF-16", framed(Buffer.from(STATUS_TEXT, "utf16le"))],
  [
    "lists nested as deep as a frame allows",
    framed("[".repeat(MAX_REQUEST_BYTES / 2) + "]".repeat(MAX_REQUEST_BYTES / 2)),
  ],
  ["a frame that is too large", Buffer.concat([Buffer.alloc(4, 0xff), Buffer.from("canary")])],
  ["the text of a request without a frame", Buffer.from(STATUS_TEXT)],
])("The native host refuses %s", async (_, bytes) => {
  expect(decodeOnlyFrame(await converse(pipeWith(bytes), openClawHome().browser))).toEqual(INVALID);
});
