import type { Failure } from "../../../../src/core/messages/failures.ts";
import { utimesSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkGateway, takenOverBy } from "../../../../src/openclaw/verify/check-gateway.ts";
import type { FoundKey } from "../../../../src/openclaw/verify/find-key.ts";
import { OpenClaw } from "../../../../src/openclaw/program/commands.ts";
import type { SourceName } from "../../../../src/core/messages/messages.ts";
import { expectFailure } from "../../../helpers/expect-failure.ts";
import type { FakeProgram } from "../../../helpers/fake-program.ts";
import { KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";
import { openClawHome } from "../../../helpers/openclaw-home.ts";
import {
  prints,
  reportingOpenClaw,
  SCOPE_MISSING,
  UNREACHED,
  WINDOWS,
} from "../../../helpers/reporting-openclaw.ts";

const NEVER = new AbortController().signal;
const SHORT_MS = { version: 500, status: 500, gateway: 500 };
/** For how long a gateway is given to take over what changed in its config. */
const TAKEOVER_MS = 30_000;
const LONG_AGO_MS = 3_600_000;

/** Of a key that works as well, and is not this one. */
const ANOTHER_PLAN = prints({ windows: [{ label: "5h", usedPercent: 3, resetAt: 1 }] });
const LEFT_OUT = prints({ error: SCOPE_MISSING });
const BUSY = `echo '{"port":{"status":"busy"}}'`;
const OLD_WINDOWS = [{ label: "5h", usedPercent: 12, resetAt: null }];
const old = (claude: object) => prints(claude, { at: "1" });

interface Scene {
  source?: SourceName;
  /** Since its file was changed. */
  ageMs?: number;
  signal?: AbortSignal;
}

/** What is made of a gateway's answers to a key that works from here. */
function check(program: FakeProgram, { source = "configVars", ageMs = LONG_AGO_MS, signal }: Scene = {}) {
  const home = openClawHome(program.env);
  home.write("config", "{}");
  const changed = new Date(Date.now() - ageMs);
  utimesSync(home.paths.config, changed, changed);
  const path = source === "process" ? null : home.paths.config;
  const key: FoundKey = { ok: true, key: sessionKey(KEY_TEXT), source, path, hidesAnother: false };
  return {
    key,
    result: checkGateway(new OpenClaw(home.shell, NEVER, SHORT_MS), key, WINDOWS, signal ?? NEVER),
  };
}

async function expectCode(scene: ReturnType<typeof check>, code: Failure["code"], where = false) {
  const { source, path } = scene.key;
  expectFailure(await scene.result, code, where ? { source, path: path ?? "" } : undefined);
}

/** How often the gateway was asked what it shows. */
const timesAsked = (program: FakeProgram) =>
  program.calls().filter((call) => call.includes("usage.status")).length;

describe("A gateway", () => {
  it("shows the windows, and is asked once, past its cache", async () => {
    const program = reportingOpenClaw();
    await expect(check(program).result).resolves.toEqual({ ok: true, windows: WINDOWS });
    expect(program.calls().map((call) => call.split(" ")[2])).toEqual(["models.authStatus", "usage.status"]);
  });

  it("may be stopped, which is no failure", async () => {
    const program = reportingOpenClaw({ gateway: UNREACHED });
    await expect(check(program).result).resolves.toEqual({ ok: true, windows: "stopped" });
    expect(timesAsked(program)).toBe(1);
  });

  it.each([
    ["gateway_unasked", "wants credentials that nobody has", { gateway: UNREACHED, port: BUSY }],
    ["openclaw_hanging", "does not answer", { gateway: "sleep 60" }],
    ["openclaw_unreadable", "answers in riddles", { gateway: "echo up" }],
    ["token_rate_limited", "asks too often", { gateway: prints({ error: "HTTP 429" }) }],
    ["gateway_unclear", "is refused by Anthropic", { gateway: prints({ error: "HTTP 401" }) }],
    ["gateway_unclear", "asks for no Claude plan", { gateway: `echo '{"updatedAt":9e15,"providers":[]}'` }],
  ] as const)("fails with %s where it %s", async (code, _, answers) => {
    await expectCode(check(reportingOpenClaw(answers)), code);
  });
});

describe("A gateway with a key of another plan", () => {
  it.each([
    ["gateway_restart_needed", "globalDotenv"],
    ["gateway_stale", "configVars"],
    ["gateway_stale", "process"],
  ] as const)("is %s where the key comes from %s, however good its windows are", async (code, source) => {
    const scene = check(reportingOpenClaw({ gateway: ANOTHER_PLAN }), { source });
    await expectCode(scene, code, code === "gateway_restart_needed");
  });
});

describe("A gateway that was told that its own key does not work", () => {
  it.each(["globalDotenv", "configFolderDotenv", "gatewayDotenv", "workingFolderDotenv"] as const)(
    "has to be restarted where the key comes from %s",
    async (source) => {
      const program = reportingOpenClaw({ gateway: LEFT_OUT, reloadMode: `echo '"off"'` });
      await expectCode(check(program, { source, ageMs: 0 }), "gateway_restart_needed", true);
      // It would not take it over however long one waits.
      expect(timesAsked(program)).toBe(1);
    },
  );

  it.each([
    ["gateway_reload_off", "configVars", `echo '"off"'`],
    ["gateway_stale", "configVars", `echo '"hybrid"'`],
    ["gateway_stale", "configVars", "exit 1"],
    ["gateway_stale", "process", `echo '"off"'`],
  ] as const)("is %s where the key comes from %s, and the mode by %s", async (code, source, reloadMode) => {
    await expectCode(check(reportingOpenClaw({ gateway: LEFT_OUT, reloadMode }), { source }), code);
  });
});

describe("A gateway whose config has just changed", () => {
  it("is asked again until it has the key", async () => {
    const gateway = `[ $ASKED -lt 3 ] && ${LEFT_OUT} || ${prints({ windows: WINDOWS })}`;
    const program = reportingOpenClaw({ gateway });
    await expect(check(program, { ageMs: 0 }).result).resolves.toEqual({ ok: true, windows: WINDOWS });
    expect(timesAsked(program)).toBe(3);
  });

  it.each([
    ["can't be asked", { gateway: UNREACHED, port: BUSY }, "gateway_unasked"],
    ["has another key", { gateway: LEFT_OUT }, "gateway_stale"],
    ["gives no report", { gateway: "echo up" }, "openclaw_unreadable"],
    ["shows another plan", { gateway: ANOTHER_PLAN }, "gateway_stale"],
  ] as const)("is given up on half a minute later: it still %s", async (_, answers, code) => {
    const program = reportingOpenClaw(answers);
    await expectCode(check(program, { ageMs: TAKEOVER_MS - 1_200 }), code);
    expect(timesAsked(program)).toBeGreaterThan(1);
  });

  it("is not waited for where it is stopped", async () => {
    const program = reportingOpenClaw({ gateway: UNREACHED });
    await expect(check(program, { ageMs: 0 }).result).resolves.toEqual({ ok: true, windows: "stopped" });
    expect(timesAsked(program)).toBe(1);
  });

  it("is not asked again once nobody waits for it", async () => {
    const gone = new AbortController();
    const program = reportingOpenClaw({ gateway: LEFT_OUT });
    const { result } = check(program, { ageMs: 0, signal: gone.signal });
    gone.abort();
    await expect(result).resolves.toMatchObject({ ok: false });
    expect(timesAsked(program)).toBe(1);
  });
});

describe("A gateway with numbers from before", () => {
  it("is asked again for new ones", async () => {
    const gateway = `[ $ASKED = 1 ] && ${old({ windows: OLD_WINDOWS })} || ${prints({ windows: WINDOWS })}`;
    const program = reportingOpenClaw({ gateway });
    await expect(check(program).result).resolves.toEqual({ ok: true, windows: WINDOWS });
    expect(timesAsked(program)).toBe(2);
  });

  it("proves nothing with them, however often it is asked", async () => {
    const program = reportingOpenClaw({ gateway: old({ windows: WINDOWS }) });
    await expectCode(check(program), "gateway_outdated");
    expect(timesAsked(program)).toBe(3);
  });

  it("is not judged by an old failure while it may have a new answer", async () => {
    const gateway = `[ $ASKED = 1 ] && ${old({ error: SCOPE_MISSING })} || ${prints({ windows: WINDOWS })}`;
    await expect(check(reportingOpenClaw({ gateway })).result).resolves.toEqual({
      ok: true,
      windows: WINDOWS,
    });
  });
});

describe("The time by which a gateway has a key", () => {
  const foundIn = (source: SourceName, path: string | null): FoundKey => ({
    ok: true,
    key: sessionKey(KEY_TEXT),
    source,
    path,
    hidesAnother: false,
  });

  it("counts from the change of its config", async () => {
    const home = openClawHome();
    home.write("config", "{}");
    const changed = new Date(1_790_000_000_000);
    utimesSync(home.paths.config, changed, changed);
    for (const source of ["configVars", "configFlat"] as const)
      await expect(takenOverBy(foundIn(source, home.paths.config))).resolves.toBe(
        changed.getTime() + TAKEOVER_MS,
      );
  });

  it.each([
    ["process", null],
    ["globalDotenv", "/etc/hostname"],
    ["configVars", "/does/not/exist"],
  ] as const)("is over already with a key of %s in %s", async (source, path) => {
    await expect(takenOverBy(foundIn(source, path))).resolves.toBe(0);
  });
});
