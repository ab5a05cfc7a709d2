import { expect, it, vi } from "vitest";
import type { Session } from "../../../../src/core/claude/cookies.ts";
import { DEFAULT_SETTINGS, giveConsent } from "../../../../src/extension/browser/records.ts";
import { openSession } from "../../../../src/extension/export/session.ts";
import { KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";

const EXPIRES_AT = new Date("2027-01-15T08:00:00Z");
const SIGNED_IN = { ok: true, key: sessionKey(KEY_TEXT), expiresAt: EXPIRES_AT } as const;
const CONSENT = giveConsent({ grade: "key", autoSync: false }, new Date());

function gate(session: Session = SIGNED_IN, permitted: boolean | Promise<boolean> = true) {
  const ports = {
    hasClaudePermission: vi.fn(async (_: string) => permitted),
    session: vi.fn(async () => session),
  };
  const settings = { ...DEFAULT_SETTINGS, container: "firefox-container-2" };
  return {
    ports,
    open: (consent: typeof CONSENT | null = CONSENT) => openSession(ports, { consent, settings }),
  };
}

it("with consent and permission, the cookie of the chosen container is read once", async () => {
  const { ports, open } = gate();
  await expect(open()).resolves.toEqual({ ok: true, key: SIGNED_IN.key, expiresAt: EXPIRES_AT });
  expect(ports.session.mock.calls).toEqual([["firefox-container-2"]]);
});

it.each([
  ["without consent", null, true, "consent_missing"],
  ["without the browser's permission", CONSENT, false, "permission_missing"],
  ["without either, consent first", null, false, "consent_missing"],
] as const)("no cookie is read %s", async (_, consent, permitted, code) => {
  const { ports, open } = gate(SIGNED_IN, permitted);
  await expect(open(consent)).resolves.toEqual({ ok: false, code });
  expect(ports.session).not.toHaveBeenCalled();
});

it.each(["numbers", "key"] as const)(
  "the browser is asked for what consent for the %s needs",
  async (grade) => {
    const { ports, open } = gate();
    await open({ ...CONSENT, grade });
    expect(ports.hasClaudePermission.mock.calls).toEqual([[grade]]);
  },
);

it("no cookie is read while the browser has not said whether it may be", async () => {
  const { ports, open } = gate(SIGNED_IN, new Promise(() => {}));
  void open();
  await new Promise(setImmediate);
  expect(ports.hasClaudePermission).toHaveBeenCalled();
  expect(ports.session).not.toHaveBeenCalled();
});

it.each(["signed_out", "key_malformed", "key_is_api_key"] as const)(
  "there is no key where the cookie says %s",
  async (code) => {
    await expect(gate({ ok: false, code }).open()).resolves.toEqual({ ok: false, code });
  },
);
