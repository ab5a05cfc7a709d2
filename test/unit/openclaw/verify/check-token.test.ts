import { describe, expect, it } from "vitest";
import { OpenClaw } from "../../../../src/openclaw/program/commands.ts";
import { checkToken } from "../../../../src/openclaw/verify/token-step.ts";
import { expectFailure } from "../../../helpers/expect-failure.ts";
import { openClawHome } from "../../../helpers/openclaw-home.ts";
import {
  printsStatus,
  reportingOpenClaw,
  SCOPE_MISSING,
  WINDOWS,
} from "../../../helpers/reporting-openclaw.ts";

const NEVER = new AbortController().signal;
const SHORT_MS = { version: 300, status: 300, gateway: 300 };

const check = (token: string, timeoutsMs?: typeof SHORT_MS) =>
  checkToken(new OpenClaw(openClawHome(reportingOpenClaw({ token }).env).shell, NEVER, timeoutsMs));

describe("OpenClaw's own token", () => {
  it("leads to the key where it lacks the scope, and only then", async () => {
    await expect(check(printsStatus({ error: SCOPE_MISSING }))).resolves.toEqual({ ok: true });
  });

  it.each([
    ["token_has_scope", "reads the usage itself", printsStatus({ windows: WINDOWS })],
    ["token_rate_limited", "is asked too often", printsStatus({ error: "HTTP 429: Too many requests" })],
    ["token_refused", "is not accepted", printsStatus({ error: "HTTP 401: Invalid bearer token" })],
    ["token_unreachable", "gets no answer", printsStatus({ error: "Timeout" })],
    ["token_missing", "is not there", `echo '{"usage":{"updatedAt":1,"providers":[]}}'`],
    ["token_unclear", "fails in a way that nobody knows", printsStatus({ error: "Out of cheese" })],
    ["openclaw_unreadable", "is not spoken of", "echo all is well"],
  ] as const)("gives %s where it %s", async (code, _, token) => {
    const result = await check(token);
    expectFailure(result, code);
  });

  it("is not waited for where OpenClaw hangs", async () => {
    expectFailure(await check("sleep 60", SHORT_MS), "openclaw_hanging");
  });

  it("can't be asked where there is no OpenClaw", async () => {
    const { shell } = openClawHome({ PATH: "/does/not/exist" });
    expectFailure(await checkToken(new OpenClaw(shell, NEVER)), "openclaw_missing");
  });
});
