/** The one request that is answered in several frames, and that ends when its browser goes. */
import { existsSync } from "node:fs";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { encodeFrame } from "../../../../src/companion/native-host/framing.ts";
import { serve } from "../../../../src/companion/native-host/serve.ts";
import { SESSION_KEY_VARIABLE as VARIABLE } from "../../../../src/core/config/precedence.ts";
import { VerifyProgress } from "../../../../src/core/messages/messages.ts";
import { Request } from "../../../../src/core/messages/requests.ts";
import type { FakeProgram } from "../../../helpers/fake-program.ts";
import { fileTree } from "../../../helpers/file-tree.ts";
import { KEY_TEXT, OTHER_KEY_TEXT } from "../../../helpers/keys.ts";
import {
  ask,
  CHROME_CALLER,
  converse,
  decodeFrames,
  openPipeWith,
  pipeWith,
} from "../../../helpers/native-host.ts";
import { openClawHome } from "../../../helpers/openclaw-home.ts";
import { printsStatus, reportingOpenClaw } from "../../../helpers/reporting-openclaw.ts";
import { setRequest, VERIFY_REQUEST } from "../../../helpers/requests.ts";
import { until } from "../../../helpers/world/until.ts";

const FRAME = encodeFrame(VERIFY_REQUEST);

/** With a key in the config. */
function homeOf({ env }: Pick<FakeProgram, "env">) {
  const home = openClawHome(env);
  home.write("config", JSON.stringify({ env: { vars: { [VARIABLE]: KEY_TEXT } } }));
  return home;
}

describe("The native host, asked to verify,", () => {
  it("names each step before it takes it, then answers, whatever comes behind the request", async () => {
    const home = homeOf(reportingOpenClaw({ token: printsStatus({ error: "HTTP 429" }) }));
    const before = fileTree(home.folder);
    expect(Request.parse(VERIFY_REQUEST)).toEqual(VERIFY_REQUEST);
    const input = openPipeWith(FRAME, encodeFrame(setRequest(home, "dotenv")));
    const frames = decodeFrames(await converse(input, home.browser));
    const progress = frames.slice(0, -1).map((frame) => VerifyProgress.parse(frame).step);
    expect(progress).toEqual(["key", "openclaw", "token"]);
    expect(frames.at(-1)).toEqual({ ok: false, code: "token_rate_limited", detail: { step: "token" } });
    expect(fileTree(home.folder)).toEqual(before);
  });

  it.each([
    ["closes its end", (input: PassThrough) => input.end(encodeFrame(VERIFY_REQUEST))],
    ["breaks off", (input: PassThrough) => input.destroy(new Error("EPIPE"))],
  ])("ends the OpenClaw that it has started where the browser %s", async (_, leave) => {
    const program = reportingOpenClaw({ token: `echo $$ > "$NOTES/self"; exec sleep 60` });
    const input = openPipeWith(FRAME);
    const written = converse(input, homeOf(program).browser);
    const pid = await until("the start of openclaw", () => program.note("self"), 5_000);
    leave(input);
    expect(decodeFrames(await written).at(-1)).toMatchObject({ ok: false, detail: { step: "token" } });
    expect(existsSync(`/proc/${pid}/exe`)).toBe(false);
  });

  it("ends it too where a key was set, and OpenClaw is asked for its version", async () => {
    const program = reportingOpenClaw({ version: `echo $$ > "$NOTES/self"; exec sleep 60` });
    const home = homeOf(program);
    const input = openPipeWith(encodeFrame(setRequest(home, "config", OTHER_KEY_TEXT)));
    const written = converse(input, home.browser);
    const pid = await until("the start of openclaw", () => program.note("self"), 5_000);
    input.end();
    expect(decodeFrames(await written)).toMatchObject([{ ok: true, changed: true }]);
    expect(existsSync(`/proc/${pid}/exe`)).toBe(false);
    expect(home.read("config")).toContain(OTHER_KEY_TEXT);
  }, 4_000);

  it("ends it too where the browser reads no more", async () => {
    const program = reportingOpenClaw({ version: "exec sleep 60" });
    const output = new PassThrough();
    output.destroy();
    await serve(openPipeWith(FRAME), output, CHROME_CALLER, homeOf(program).browser);
    expect(program.calls()).toEqual([]);
  });

  it("starts nothing for a browser that has gone already", async () => {
    const program = reportingOpenClaw();
    const frames = decodeFrames(await converse(pipeWith(FRAME), homeOf(program).browser));
    expect(frames.at(-1)).toMatchObject({ ok: false, detail: { step: "openclaw" } });
    expect(program.calls()).toEqual([]);
  });

  it.each([
    ["key", KEY_TEXT],
    ["command", "gateway stop"],
    ["profile", "work"],
  ])("takes no %s with it", async (field, value) => {
    const program = reportingOpenClaw();
    const reply = await ask({ ...VERIFY_REQUEST, [field]: value }, homeOf(program).browser);
    expect(reply).toEqual({ ok: false, code: "request_invalid" });
    expect(program.calls()).toEqual([]);
  });
});
