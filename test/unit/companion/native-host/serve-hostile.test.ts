/** Whatever comes in, one frame goes out: no echo of it, no write, no hang. */
import { describe, expect, it } from "vitest";
import { encodeFrame, MAX_REQUEST_BYTES } from "../../../../src/companion/native-host/framing.ts";
import { fileTree } from "../../../helpers/file-tree.ts";
import { KEY_TEXT } from "../../../helpers/keys.ts";
import { ask, converse, decodeOnlyFrame, pipeWith } from "../../../helpers/native-host.ts";
import { openClawHome, type OpenClawHome } from "../../../helpers/openclaw-home.ts";
import { removeRequest, setRequest, statusRequest } from "../../../helpers/requests.ts";

const SALT = "0123456789abcdef0123456789abcdef";
const INVALID = { ok: false, code: "request_invalid" };

/** With bytes that are no UTF-8 in it, once it is written as Latin-1. */
const BROKEN_KEY = {
  protocol: 1,
  verb: "set",
  file: "config",
  fileId: "0".repeat(32),
  key: "\u00c3(",
};

const framed = (body: Buffer) => Buffer.concat([Buffer.from(Uint32Array.of(body.length).buffer), body]);

describe("The native host refuses", () => {
  it.each<[string, (home: OpenClawHome) => unknown]>([
    ["no verb", () => ({ protocol: 1 })],
    ["an unknown verb", (home) => ({ ...setRequest(home, "config"), verb: "canary" })],
    ["the verb __proto__", (home) => ({ ...setRequest(home, "config"), verb: "__proto__" })],
    ["the verb constructor", (home) => ({ ...setRequest(home, "config"), verb: "constructor" })],
    ["the verb toString", (home) => ({ ...setRequest(home, "config"), verb: "toString" })],
    ["a verb in a list", (home) => ({ ...setRequest(home, "config"), verb: ["set"] })],
    ["a verb in capitals", (home) => ({ ...setRequest(home, "config"), verb: "SET" })],
    ["an unknown field", (home) => ({ ...setRequest(home, "config"), canary: 1 })],
    ["a path", (home) => ({ ...setRequest(home, "config"), path: "/tmp/canary" })],
    ["a variable's name", (home) => ({ ...setRequest(home, "config"), variable: "CANARY" })],
    ["a field of another verb", (home) => ({ ...removeRequest(home, "config"), key: KEY_TEXT })],
    ["a destination", (home) => ({ ...setRequest(home, "config"), destination: "local" })],
    ["no key that may go", (home) => ({ ...removeRequest(home, "config"), only: undefined })],
    ["half a mark", (home) => ({ ...removeRequest(home, "config"), only: { salt: SALT } })],
    ["another file", (home) => ({ ...setRequest(home, "config"), file: "canary" })],
    ["a path as the file", (home) => ({ ...setRequest(home, "config"), file: home.paths.config })],
    ["a path as the file's id", (home) => ({ ...setRequest(home, "config"), fileId: home.paths.config })],
    ["no file's id", (home) => ({ ...setRequest(home, "config"), fileId: undefined })],
    ["a key that is no text", (home) => ({ ...setRequest(home, "config"), key: { canary: 1 } })],
    ["a key that is too long", (home) => setRequest(home, "config", "canary".repeat(200))],
    ["a salt that is none", () => statusRequest("canary")],
    ["no protocol", (home) => ({ ...setRequest(home, "config"), protocol: undefined })],
    ["a protocol in words", (home) => ({ ...setRequest(home, "config"), protocol: "1" })],
    ["a list", () => ["canary"]],
    ["a text", () => "canary"],
    ["a number", () => 5],
    ["null", () => null],
  ])("%s", async (_, request) => {
    const home = openClawHome();
    const before = fileTree(home.folder);
    await expect(ask(request(home), home.browser)).resolves.toEqual(INVALID);
    expect(fileTree(home.folder)).toEqual(before);
  });

  it.each<[string, Buffer]>([
    [
      "a field called __proto__",
      Buffer.from(JSON.stringify(statusRequest(SALT)).replace("{", '{"__proto__":{"canary":1},')),
    ],
    ["an empty frame", Buffer.alloc(0)],
    ["what is not JSON", Buffer.from("{canary}")],
    ["JSON with something behind it", Buffer.from(`${JSON.stringify(statusRequest(SALT))} canary`)],
    ["JSON5", Buffer.from("{ protocol: 1, verb: 'canary' }")],
    ["broken UTF-8", Buffer.from(JSON.stringify(BROKEN_KEY), "latin1")],
    ["UTF-16", Buffer.from(JSON.stringify(statusRequest(SALT)), "utf16le")],
    ["lists nested as deep as a frame allows", Buffer.from("[".repeat(MAX_REQUEST_BYTES))],
    [
      "closed lists nested as deep as a frame allows",
      Buffer.from("[".repeat(MAX_REQUEST_BYTES / 2) + "]".repeat(MAX_REQUEST_BYTES / 2)),
    ],
    ["objects nested as deep as a frame allows", Buffer.from('{"a":'.repeat(MAX_REQUEST_BYTES / 5))],
  ])("%s", async (_, body) => {
    const home = openClawHome();
    const written = await converse(pipeWith(framed(body)), home.browser);
    expect(decodeOnlyFrame(written)).toEqual(INVALID);
  });

  it.each<[string, Buffer]>([
    ["nothing", Buffer.alloc(0)],
    ["half a length", Buffer.of(1, 0)],
    ["half a frame", encodeFrame(statusRequest(SALT)).subarray(0, 20)],
    ["a frame that is too large", Buffer.concat([Buffer.alloc(4, 0xff), Buffer.from("canary")])],
    ["the text of a request without a frame", Buffer.from(JSON.stringify(statusRequest(SALT)))],
  ])("%s", async (_, bytes) => {
    const written = await converse(pipeWith(bytes), openClawHome().browser);
    expect(decodeOnlyFrame(written)).toEqual(INVALID);
  });
});
