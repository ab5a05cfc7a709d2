import { expect, it, vi } from "vitest";
import type { Session } from "../../../../src/core/claude/cookies.ts";
import { DEFAULT_SETTINGS, giveConsent } from "../../../../src/extension/browser/records.ts";
import { openSession } from "../../../../src/extension/export/session.ts";
import { KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";

const EXPIRES_AT = new Date("2027-01-15T08:00:00Z");
const SIGNED_IN: Session = { state: "signed-in", key: sessionKey(KEY_TEXT), expiresAt: EXPIRES_AT };
const CONSENT = giveConsent({ autoSync: false }, new Date());

function gate(session: Session = SIGNED_IN, permitted = true) {
  const ports = { hasClaudePermission: async () => permitted, session: vi.fn(async () => session) };
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

it.each<[string, Session, code: string]>([
  ["nobody is signed in", { state: "signed-out" }, "signed_out"],
  ["the cookie holds another secret", { state: "unusable", code: "key_is_api_key" }, "key_is_api_key"],
])("there is no key where %s", async (_, session, code) => {
  await expect(gate(session).open()).resolves.toEqual({ ok: false, code });
});
