import { expect, it } from "vitest";
import { reportOf, type ReportFacts } from "../../../../entrypoints/options/report.ts";
import { policyOf } from "../../../../src/extension/browser/policy.ts";
import { CONSENT_VERSION, Records } from "../../../../src/extension/browser/records.ts";
import { GATEWAY, gatewayAnswer, KEPT } from "../../../helpers/fake-gateway.ts";
import { KEY_TEXT } from "../../../helpers/keys.ts";
import { organization, readUsageOf } from "../../../helpers/usage.ts";

const NOW = new Date("2026-11-27T10:00:00.000Z");
const AT = "2026-11-27T09:41:30.000Z";

/** All that must not get out, wherever a record or the companion has room for text. */
const SECRETS = [KEY_TEXT, "/home/amber", "Lane & Company", "0123456789abcdef0123456789abcdef", "amber"];

/** The facts of a browser in which each text that is no code of ours is this one. */
function factsWith(text: string): ReportFacts {
  const detail = {
    path: text,
    name: text,
    errno: text,
    source: "globalDotenv",
    holds: "secret",
    line: 3,
  } as const;
  const problem = { ok: false, code: "file_busy", detail } as const;
  const file = { id: text, path: text, exists: true, fingerprint: text, problem: null };
  const mine = organization(text, text, { plan: text });
  const windows = [{ label: text, usedPercent: 41, resetAt: null }];
  const answer = { at: AT, usage: readUsageOf(windows, [mine]) };
  return {
    about: { version: "0.1.0", browser: "Firefox 142.0", system: "Linux x86_64" },
    permissions: { claude: true, native: true },
    policy: policyOf({ [text]: text, target: text, gatewayAddress: text }),
    records: {
      ...Records.parse({}),
      consent: { version: CONSENT_VERSION, givenAt: AT, grade: "key", autoSync: true },
      settings: {
        ...Records.parse({}).settings,
        target: "companion",
        file: { kind: "config", id: text, path: text },
        gateway: { ...GATEWAY, id: text, path: text, host: text, openclaw: text, digits: text },
        container: text,
        organization: text,
      },
      lastExport: { fingerprint: text, at: AT, id: text, path: text },
      state: {
        ...Records.parse({}).state,
        trouble: { code: "file_busy", detail, failures: 3, fingerprint: text, nextAt: AT },
        seen: { key: text, container: text, since: AT, askedAt: null },
      },
      history: [
        { at: AT, by: "sync", result: "failed", code: "file_busy", detail, path: text, times: 3 },
        { at: AT, by: "click", result: "saved", path: text, times: 1 },
      ],
      written: [{ kind: "config", id: text, path: text }],
      owner: { key: text, organizations: [text] },
      asked: { key: text, organizations: [text] },
      salt: text,
    },
    companion: {
      ok: true,
      protocol: 1,
      version: text,
      browsers: [text],
      files: { config: file, dotenv: { ...file, problem } },
      effective: { source: "configVars", path: text, fingerprint: text, holds: undefined },
      setAside: [{ path: text, at: 0, fingerprints: [text] }],
    },
    gateway: {
      ...gatewayAnswer({ version: text, openclaw: text, host: text }),
      key: { ...KEPT, fingerprint: text },
    },
    usage: { fingerprint: text, wanted: text, askedAt: AT, answer, numbers: answer },
  };
}

const withGateway = (records: Records): Records => ({
  ...records,
  settings: { ...records.settings, target: "gateway" },
});

it.each(SECRETS)(
  "a report holds nothing of what it was made from but codes, numbers and versions: %s",
  (secret) => {
    for (const text of [secret, `0.1.0-${secret}`, `EIO ${secret}`, `${secret}\n`]) {
      const facts = factsWith(text);
      expect(reportOf(facts, NOW)).not.toContain(secret);
      const failing = { ok: false, code: "file_busy", detail: facts.records.history[0]!.detail } as const;
      expect(reportOf({ ...facts, companion: failing }, NOW)).not.toContain(secret);
      const records = withGateway(facts.records);
      for (const gateway of [facts.gateway, failing])
        expect(reportOf({ ...facts, records, gateway }, NOW)).not.toContain(secret);
    }
  },
);

it("a report says what somebody who helps has to know", () => {
  const facts = factsWith("EBUSY");
  const version = "0.1.0";
  expect(reportOf({ ...facts, companion: { ...facts.companion!, version } as never }, NOW)).toBe(
    `Clawkey 0.1.0, Firefox 142.0, Linux x86_64
permissions: claude.ai yes, companion yes
policy WARNING: 3 ignored
consent key, numbers not sent
way companion, file config, copy dotenv, container yes
companion 0.1.0, protocol 1
openclaw.json: the exported key, .env: file_busy errno=EBUSY line=3 source=globalDotenv holds=secret
openclaw reads the exported key from configVars
auto-sync trouble, at sign-out keep
trouble file_busy errno=EBUSY line=3 source=globalDotenv holds=secret, 3 in a row
usage 1 windows, 1 organizations at 2026-11-27 09:41Z
last export 2026-11-27 09:41Z
2026-11-27 09:41Z sync file_busy errno=EBUSY line=3 source=globalDotenv holds=secret x3
2026-11-27 09:41Z click saved`,
  );
});

it("a report before anything was set up says just that", () => {
  const { about } = factsWith("");
  const permissions = { claude: false, native: false };
  expect(
    reportOf(
      {
        about,
        permissions,
        policy: policyOf({}),
        records: Records.parse({}),
        companion: null,
        gateway: null,
        usage: null,
      },
      NOW,
    ),
  ).toBe(
    `Clawkey 0.1.0, Firefox 142.0, Linux x86_64
permissions: claude.ai no, companion no
policy none
consent none, numbers not sent
way none, file none, copy dotenv, container no
companion not asked
auto-sync off, at sign-out keep
usage not asked
last export none`,
  );
});

it("a report names all that an administrator has fixed", () => {
  const policy = policyOf({
    target: "gateway",
    gatewayAddress: "https://amber.ts.net",
    allowAutoSync: false,
    allowKey: false,
  });
  const line = "policy key to gateway only, one gateway only, no auto-sync, no key";
  expect(reportOf({ ...factsWith(""), policy }, NOW).split("\n")[2]).toBe(line);
});

it.each([
  ["http://127.0.0.1:18789", "loopback"],
  ["https://amber.ts.net", "ts.net"],
])("a report names a gateway's versions and state, and of its address (%s) only the kind", (path, kind) => {
  const facts = factsWith("");
  const records = withGateway(facts.records);
  records.settings.gateway = { ...GATEWAY, path };
  const gateway = gatewayAnswer({ browsers: 2 });
  expect(
    reportOf({ ...facts, records, gateway }, NOW)
      .split("\n")
      .slice(4, 7),
  ).toEqual([
    "way gateway, file config, copy dotenv, container no",
    `gateway 2026.9.6, plugin 0.1.0, at ${kind}, keeps yes`,
    "gateway's key yours, kept, environment no, browsers 2",
  ]);
  const failing = { ok: false, code: "gateway_not_listening", detail: { address: path } } as const;
  expect(reportOf({ ...facts, records, gateway: failing }, NOW)).toContain(
    `\ngateway gateway_not_listening, at ${kind}, keeps yes\n`,
  );
});
