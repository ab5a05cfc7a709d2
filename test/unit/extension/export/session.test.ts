import type { Failure } from "../../../../src/core/messages/failures.ts";
import { describe, expect, it, vi, type Mock } from "vitest";
import { giveConsent } from "../../../../src/extension/browser/consent.ts";
import { exportSession, openSession, type ExportContext } from "../../../../src/extension/export/session.ts";
import type { Outcome, Saved } from "../../../../src/extension/export/outcome.ts";
import type { Target } from "../../../../src/extension/export/destination.ts";
import type { ConfirmedFile } from "../../../../src/extension/browser/records.ts";
import type { Session } from "../../../../src/core/claude/cookies.ts";
import { KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";

const CONSENT = giveConsent({ autoSync: false }, new Date());
const EXPIRES_AT = new Date("2027-01-15T08:00:00Z");
const SIGNED_IN = { state: "signed-in", key: sessionKey(KEY_TEXT), expiresAt: EXPIRES_AT } satisfies Session;
const FILE: ConfirmedFile = { kind: "config", id: "1".repeat(32), path: "/home/you/.openclaw/openclaw.json" };
const SAVED: Saved = {
  ok: true,
  kind: "saved",
  file: "config",
  path: FILE.path,
  changed: true,
  tightened: false,
  effect: { effective: true },
};

interface World {
  consent: Awaited<ReturnType<ExportContext["consent"]>>;
  permitted: boolean;
  session: Session;
}

/** A browser in which all is well, but for what the test says. */
function world(differences: Partial<World> = {}) {
  const { consent, permitted, session }: World = {
    consent: CONSENT,
    permitted: true,
    session: SIGNED_IN,
    ...differences,
  };
  const context = {
    consent: vi.fn(async () => consent),
    hasClaudePermission: vi.fn(async () => permitted),
    session: vi.fn(async () => session),
    beforeWrite: vi.fn(async () => {}),
    afterWrite: vi.fn(async () => {}),
  } satisfies ExportContext;
  const target: { file: ConfirmedFile | null; put: Mock<Target["put"]> } = {
    file: FILE,
    put: vi.fn(async (): Promise<Outcome> => SAVED),
  };
  return { context, target };
}

describe("exportSession", () => {
  it("puts the key into the target, once, and answers with the target's outcome", async () => {
    const { context, target } = world();
    await expect(exportSession(context, target)).resolves.toBe(SAVED);
    expect(context.session).toHaveBeenCalledTimes(1);
    expect(target.put.mock.calls).toEqual([[SIGNED_IN.key]]);
  });

  it("notes the file before it is written, and key and time after", async () => {
    const { context, target } = world();
    await exportSession(context, target);
    expect(context.beforeWrite.mock.calls).toEqual([[FILE]]);
    expect(context.beforeWrite).toHaveBeenCalledBefore(target.put);
    expect(context.afterWrite.mock.calls).toEqual([[SIGNED_IN.key, FILE]]);
    expect(context.afterWrite).toHaveBeenCalledAfter(target.put);
  });

  it("writes nothing where the file can't be noted: it could not be cleared again", async () => {
    const { context, target } = world();
    context.beforeWrite.mockRejectedValueOnce(new Error("storage is full"));
    await expect(exportSession(context, target)).rejects.toThrow("storage is full");
    expect(target.put).not.toHaveBeenCalled();
  });

  it("notes nothing about a copy", async () => {
    const { context, target } = world();
    target.file = null;
    target.put.mockResolvedValueOnce({ ok: true, kind: "copied", format: "raw" });
    await exportSession(context, target);
    expect(context.beforeWrite).not.toHaveBeenCalled();
    expect(context.afterWrite).not.toHaveBeenCalled();
  });

  it.each<[string, Partial<World>, code: string]>([
    ["without consent", { consent: null }, "consent_missing"],
    ["without the browser's permission", { permitted: false }, "permission_missing"],
    ["without either, consent first", { consent: null, permitted: false }, "consent_missing"],
  ])("reads no cookie %s", async (_, differences, code) => {
    const { context, target } = world(differences);
    await expect(exportSession(context, target)).resolves.toMatchObject({ ok: false, code });
    expect(context.session).not.toHaveBeenCalled();
    expect(target.put).not.toHaveBeenCalled();
  });

  it("reads no cookie while a gate has not answered yet", async () => {
    const { context, target } = world();
    context.hasClaudePermission.mockReturnValueOnce(new Promise(() => {}));
    void exportSession(context, target);
    await new Promise(setImmediate);
    expect(context.consent).toHaveBeenCalled();
    expect(context.session).not.toHaveBeenCalled();
  });

  it.each<[string, Session, code: string]>([
    ["nobody is signed in", { state: "signed-out" }, "signed_out"],
    ["the cookie holds no key", { state: "unusable", code: "key_malformed" }, "key_malformed"],
    ["the cookie holds another secret", { state: "unusable", code: "key_is_api_key" }, "key_is_api_key"],
  ])("leaves the target alone where %s", async (_, session, code) => {
    const { context, target } = world({ session });
    await expect(exportSession(context, target)).resolves.toMatchObject({ ok: false, code });
    expect(target.put).not.toHaveBeenCalled();
  });

  it("hands on what the target refuses", async () => {
    const { context, target } = world();
    const refused: Failure = { ok: false, code: "file_read_only", detail: { path: "/x" } };
    target.put.mockResolvedValueOnce(refused);
    await expect(exportSession(context, target)).resolves.toBe(refused);
    expect(target.put).toHaveBeenCalledTimes(1);
    expect(context.afterWrite).not.toHaveBeenCalled();
  });
});

describe("openSession", () => {
  it("answers with the key and its expiry", async () => {
    const { context } = world();
    await expect(openSession(context)).resolves.toEqual({
      ok: true,
      key: SIGNED_IN.key,
      expiresAt: EXPIRES_AT,
    });
  });
});
