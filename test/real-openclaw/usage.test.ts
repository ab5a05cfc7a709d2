import { expect } from "vitest";
import { keyFingerprint } from "../helpers/standin/recorded-request.ts";
import { runClawkey } from "./clawkey.ts";
import { SCOPE_MISSING, test, windowsOf } from "./fixture.ts";
import { usageWindows } from "./openclaw.ts";

const CONFIG = "// my gateway\n{\n  gateway: { mode: 'local' }, // at home\n}\n";
const DOTENV = "# mine\nTZ=Europe/Zurich\n";

test.for(["config", "dotenv"] as const)(
  "OpenClaw shows the windows after `set --target %s`, and what it showed before after `remove`",
  async (target, { files, openclawWithToken: openclaw, standin }) => {
    await files.put("config", CONFIG);
    await files.put("dotenv", DOTENV);
    const key = standin.signIn();
    expect(await usageWindows(openclaw)).toMatchObject(SCOPE_MISSING);

    const set = await runClawkey(openclaw.home, ["set", "--target", target], key);
    expect(set.reply).toMatchObject({ ok: true, changed: true, effect: { effective: true } });
    expect(await usageWindows(openclaw)).toMatchObject(windowsOf(standin.account()));

    const remove = await runClawkey(openclaw.home, ["remove", "--target", target]);
    expect(remove.reply).toMatchObject({ ok: true, changed: true });
    expect(await usageWindows(openclaw)).toMatchObject(SCOPE_MISSING);
    expect(await files.read("config")).toBe(CONFIG);
    expect(await files.read("dotenv")).toBe(DOTENV);
  },
);

test("OpenClaw sends claude.ai the written key and no other cookie", async ({
  files,
  openclawWithToken: openclaw,
  standin,
}) => {
  await files.put("config", CONFIG);
  const key = standin.signIn();
  await runClawkey(openclaw.home, ["set"], key);
  const before = standin.requests.length;
  await usageWindows(openclaw);

  const { uuid } = standin.account().organizations[0]!;
  const request = { cookieNames: ["sessionKey"], sessionKeyFingerprint: keyFingerprint(key) };
  expect(standin.requests.slice(before).filter(({ host }) => host === "claude.ai")).toMatchObject([
    { ...request, path: "/api/organizations" },
    { ...request, path: `/api/organizations/${uuid}/usage` },
  ]);
});

test("a stale key in .env hides a fresh one in the config, and `set` says so", async ({
  files,
  openclawWithToken: openclaw,
  standin,
}) => {
  const stale = standin.signIn();
  const fresh = standin.rotate();
  await files.put("config", CONFIG);
  await files.put("dotenv", `CLAUDE_AI_SESSION_KEY=${stale}\n`);

  const set = await runClawkey(openclaw.home, ["set"], fresh);
  const effect = { effective: false, source: "globalDotenv", path: files.path("dotenv") };
  expect(set.reply).toMatchObject({ ok: true, changed: true, effect });
  expect(await usageWindows(openclaw)).toMatchObject(SCOPE_MISSING);
});
