import type { StatusReply } from "../../../../src/core/messages/messages.ts";
import type { Failure } from "../../../../src/core/messages/failures.ts";
import { describe, expect, it, vi } from "vitest";
import type { Companion } from "../../../../src/extension/browser/native.ts";
import type { SetReply } from "../../../../src/core/messages/messages.ts";
import type { LastExport } from "../../../../src/extension/sync/state.ts";
import {
  companionTarget,
  lookForExported,
  removeExported,
  removeFromOpenClaw,
} from "../../../../src/extension/export/companion.ts";
import { KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";

const CONFIG = { kind: "config", id: "1".repeat(32), path: "/home/you/.openclaw/openclaw.json" } as const;
const DOTENV = { kind: "dotenv", id: "2".repeat(32), path: "/home/you/.openclaw/.env" } as const;
const BUSY = { ok: false, code: "file_busy", detail: { path: CONFIG.path } } as const;

const SAVED = {
  ok: true,
  path: CONFIG.path,
  changed: true,
  tightened: true,
  effect: { effective: true },
} as const satisfies SetReply;

function fakeCompanion() {
  return {
    status: vi.fn<Companion["status"]>(async () => BUSY),
    set: vi.fn<Companion["set"]>(async () => BUSY),
    remove: vi.fn<Companion["remove"]>(async ({ path }) => ({
      ok: true,
      path,
      changed: true,
      copies: [`${CONFIG.path}.bak`],
    })),
    restart: vi.fn<Companion["restart"]>(async () => ({ ok: true, restarted: true })),
  };
}

describe("companionTarget", () => {
  it("writes the key into the confirmed file, and tells what came of it", async () => {
    const companion = fakeCompanion();
    companion.set.mockResolvedValueOnce(SAVED);
    const target = companionTarget(companion, CONFIG, "always");
    expect(target.file).toBe(CONFIG);
    await expect(target.put(sessionKey(KEY_TEXT))).resolves.toEqual({
      ...SAVED,
      kind: "saved",
      file: "config",
    });
    expect(companion.set.mock.calls).toEqual([[CONFIG, KEY_TEXT]]);
  });

  it("hands a failure on with its detail, and restarts nothing", async () => {
    const companion = fakeCompanion();
    const target = companionTarget(companion, DOTENV, "always");
    await expect(target.put(sessionKey(KEY_TEXT))).resolves.toEqual(BUSY);
    expect(companion.restart).not.toHaveBeenCalled();
  });

  it.each([
    ["never", DOTENV, true, 0],
    ["never", DOTENV, false, 0],
    ["if-changed", DOTENV, true, 1],
    ["if-changed", DOTENV, false, 0],
    ["always", DOTENV, true, 1],
    ["always", DOTENV, false, 1],
    ["if-changed", CONFIG, true, 0],
    ["always", CONFIG, true, 0],
  ] as const)("told %j, and %o with changed %j, restarts %d times", async (policy, file, changed, times) => {
    const companion = fakeCompanion();
    companion.set.mockResolvedValueOnce({ ...SAVED, changed });
    const outcome = await companionTarget(companion, file, policy).put(sessionKey(KEY_TEXT));
    expect(companion.restart).toHaveBeenCalledTimes(times);
    expect("restart" in outcome).toBe(times === 1);
  });

  it("saved all the same where the restart failed, and says why it did", async () => {
    const companion = fakeCompanion();
    const restart = { ok: false, code: "gateway_no_service" } as const;
    companion.set.mockResolvedValueOnce(SAVED);
    companion.restart.mockResolvedValueOnce(restart);
    const outcome = await companionTarget(companion, DOTENV, "always").put(sessionKey(KEY_TEXT));
    expect(outcome).toMatchObject({ ok: true, changed: true, restart });
  });
});

const SALT = "0".repeat(32);
const OWN = "a".repeat(32);
const ANOTHER = "c".repeat(32);
const EXPORTED: LastExport = {
  fingerprint: OWN,
  at: "2027-01-01T00:00:00.000Z",
  id: CONFIG.id,
  path: CONFIG.path,
};

interface Found {
  id?: string;
  problem?: Failure | null;
  effective?: StatusReply["effective"];
}

/** A companion that finds a key of this fingerprint in the config, and another one in the `.env`. */
function companionWith(
  fingerprint: string | null,
  { id = CONFIG.id, problem = null, effective = null }: Found = {},
) {
  const companion = fakeCompanion();
  const report = { exists: true, problem };
  companion.status.mockResolvedValue({
    ok: true,
    protocol: 1,
    version: "1.2.3",
    browsers: [],
    files: {
      config: { ...report, id, path: CONFIG.path, fingerprint },
      dotenv: { ...report, id: DOTENV.id, path: DOTENV.path, fingerprint: "b".repeat(32) },
    },
    effective,
  });
  return companion;
}

const UNREADABLE = { ok: false, code: "config_unparsable", detail: { path: CONFIG.path } } as const;

describe("lookForExported", () => {
  const read = (fingerprint: string | null, path: string | null = DOTENV.path) =>
    ({ source: "globalDotenv", path, fingerprint }) as const;

  it.each<[what: string, companion: ReturnType<typeof companionWith>, by: string | null | undefined]>([
    ["another file", companionWith(OWN, { effective: read(ANOTHER) }), DOTENV.path],
    ["something that is no key", companionWith(OWN, { effective: read(null) }), DOTENV.path],
    ["the environment", companionWith(OWN, { effective: read(ANOTHER, null) }), null],
    ["nothing that could be told", companionWith(OWN), null],
    ["nobody: OpenClaw reads it", companionWith(OWN, { effective: read(OWN) }), undefined],
    ["nobody: another key stands there", companionWith(ANOTHER, { effective: read(null) }), undefined],
    ["nobody: none stands there", companionWith(null, { effective: read(null) }), undefined],
  ])("finds the exported key hidden by %s", async (_, companion, by) => {
    await expect(lookForExported(companion, EXPORTED, SALT)).resolves.toEqual({ ok: true, shadowedBy: by });
    expect(companion.status.mock.calls).toEqual([[SALT]]);
    expect(companion.set).not.toHaveBeenCalled();
  });

  it.each([
    ["the companion does not tell", fakeCompanion(), BUSY],
    ["the file can't be read", companionWith(null, { problem: UNREADABLE }), UNREADABLE],
  ])("knows nothing where %s", async (_, companion, failure) => {
    await expect(lookForExported(companion, EXPORTED, SALT)).resolves.toEqual(failure);
  });
});

describe("removeExported", () => {
  it("takes the own key out of the file that it went to, whatever file is confirmed by now", async () => {
    const companion = companionWith(OWN);
    const removed = await removeExported(companion, EXPORTED, [DOTENV, CONFIG], SALT);
    expect(removed).toEqual({ ok: true, removed: "own" });
    expect(companion.status.mock.calls).toEqual([[SALT]]);
    expect(companion.remove.mock.calls).toEqual([[CONFIG]]);
  });

  it("takes it out of every file that it was written to", async () => {
    const companion = companionWith("b".repeat(32));
    const exported = { ...EXPORTED, fingerprint: "b".repeat(32) };
    const removed = await removeExported(companion, exported, [DOTENV, CONFIG], SALT);
    expect(removed).toEqual({ ok: true, removed: "own" });
    expect(companion.remove.mock.calls).toEqual([[DOTENV], [CONFIG]]);
  });

  it.each([
    ["another key", companionWith(ANOTHER), [CONFIG]],
    ["a file that Clawkey never wrote", companionWith(OWN), [DOTENV]],
  ])("leaves %s alone", async (_, companion, written) => {
    const removed = await removeExported(companion, EXPORTED, written, SALT);
    expect(removed).toEqual({ ok: true, removed: "foreign" });
    expect(companion.remove).not.toHaveBeenCalled();
  });

  it("is done where no key stands there any more: it was stopped before it could note that", async () => {
    const companion = companionWith(null);
    const removed = await removeExported(companion, EXPORTED, [CONFIG], SALT);
    expect(removed).toEqual({ ok: true, removed: "own" });
    expect(companion.remove).not.toHaveBeenCalled();
  });

  it("does not take a file that can't be read for one without a key", async () => {
    const companion = companionWith(null, { problem: UNREADABLE });
    await expect(removeExported(companion, EXPORTED, [CONFIG], SALT)).resolves.toEqual(UNREADABLE);
    expect(companion.remove).not.toHaveBeenCalled();
  });

  it("takes the own key out of a file that has a problem, if it can", async () => {
    const companion = companionWith(OWN, { problem: { ok: false, code: "file_read_only" } });
    await removeExported(companion, EXPORTED, [CONFIG], SALT);
    expect(companion.remove.mock.calls).toEqual([[CONFIG]]);
  });

  it("says that it can't tell where the installation serves another file by now", async () => {
    const companion = companionWith(ANOTHER, { id: "9".repeat(32) });
    const removed = await removeExported(companion, EXPORTED, [CONFIG], SALT);
    expect(removed).toEqual({ ok: true, removed: "unreachable" });
    expect(companion.remove).not.toHaveBeenCalled();
  });

  it("removes nothing where the companion can't tell what stands there", async () => {
    const companion = fakeCompanion();
    await expect(removeExported(companion, EXPORTED, [CONFIG], SALT)).resolves.toEqual(BUSY);
    expect(companion.remove).not.toHaveBeenCalled();
  });
});

describe("removeFromOpenClaw", () => {
  it("clears the files that Clawkey wrote, by the ids that the user confirmed, and asks for no others", async () => {
    const companion = fakeCompanion();
    const removed = await removeFromOpenClaw(companion, [CONFIG, DOTENV]);
    expect(removed).toEqual({ ok: true, paths: [CONFIG.path, DOTENV.path], copies: [`${CONFIG.path}.bak`] });
    expect(companion.remove.mock.calls).toEqual([[CONFIG], [DOTENV]]);
    expect(companion.status).not.toHaveBeenCalled();
  });

  it("does not claim to have cleared a file that held no key any more", async () => {
    const companion = fakeCompanion();
    companion.remove.mockResolvedValueOnce({ ok: true, path: CONFIG.path, changed: false, copies: [] });
    await expect(removeFromOpenClaw(companion, [CONFIG])).resolves.toEqual({
      ok: true,
      paths: [],
      copies: [],
    });
  });

  it("stops at the first refusal, and says why", async () => {
    const companion = fakeCompanion();
    companion.remove.mockResolvedValueOnce(BUSY);
    await expect(removeFromOpenClaw(companion, [CONFIG, DOTENV])).resolves.toEqual(BUSY);
    expect(companion.remove).toHaveBeenCalledTimes(1);
  });
});
