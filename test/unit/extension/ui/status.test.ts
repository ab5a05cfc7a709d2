import { beforeAll, describe, expect, it } from "vitest";
import catalogue from "../../../../locales/en.json" with { type: "json" };
import { COMMANDS, FAILURES, type FailureCode } from "../../../../src/core/messages/failures.ts";
import type { CopyFormat } from "../../../../src/extension/browser/records.ts";
import { copiedStatus, savedStatus, statusOf, type Status } from "../../../../src/extension/ui/status.ts";
import { say } from "../../../../src/extension/ui/words.ts";
import { useEnglish } from "../../../helpers/fake-words.ts";

const PATH = "/home/you/.openclaw/openclaw.json";
const SAVED = {
  ok: true,
  file: "config",
  path: PATH,
  changed: true,
  tightened: false,
  effect: { effective: true },
} as const;
const CODES = Object.keys(FAILURES) as FailureCode[];
const lines = ({ text }: Status): string[] => text.map(say);

beforeAll(useEnglish);

describe("The status of an export", () => {
  it.each([
    ["where the key is now", {}, []],
    [
      "that a gateway does not look at .env by itself",
      { file: "dotenv" },
      ["A running gateway has the old key until you restart it."],
    ],
    [
      "that others could read the file before",
      { tightened: true },
      ["Others could read the file before; now only you can."],
    ],
    [
      "that a power cut may take it away",
      { durable: false },
      ["The system did not confirm that it reached the disk. Check again after a power cut."],
    ],
  ] as const)("says %s", (_, changes, more) => {
    const status = savedStatus({ ...SAVED, ...changes });
    expect(status).toMatchObject({ tone: "good", title: { key: "popup.saved" }, actions: [] });
    expect(lines(status)).toEqual([`Written to ${PATH}.`, ...more]);
  });

  it("does not speak of a write where there was none", () => {
    const status = savedStatus({ ...SAVED, changed: false });
    expect(status).toMatchObject({ tone: "good", title: { key: "popup.unchanged" } });
  });

  it.each([
    [{ effective: false, source: "globalDotenv", path: "/x/.env" }, "OpenClaw's global .env (/x/.env)"],
    [{ effective: false, source: "process", path: null }, "the environment of the process"],
  ] as const)("warns where another source hides the key, written or not: %j", (effect, place) => {
    for (const changed of [true, false]) {
      const status = savedStatus({ ...SAVED, changed, effect });
      expect(status).toMatchObject({
        tone: "warning",
        title: { key: "failure.not_effective.title" },
        actions: ["confirm_file"],
      });
      expect(lines(status)).toEqual([`Another value comes first: ${place}. Change or remove it there.`]);
    }
  });
});

it("The status of a copy warns of a shell's history, and reminds of the host's name for ssh", () => {
  const words = (format: CopyFormat) => copiedStatus(format).text.map(({ key }) => key);
  expect(words("ssh")).toEqual(["popup.copied_ssh", "popup.copied_shell", "popup.copied_text"]);
  for (const format of ["posix", "fish", "powershell"] as const)
    expect(words(format)).toEqual(["popup.copied_shell", "popup.copied_text"]);
  for (const format of ["dotenv", "json5", "raw"] as const)
    expect(words(format)).toEqual(["popup.copied_text"]);
});

describe.each(CODES)("The status of %s", (code) => {
  const detail = {
    path: "C:\\Users\\you\\.openclaw\\openclaw.json",
    line: 3,
    column: 7,
    errno: "EIO",
    source: "configVars",
    version: "2025.12.31",
    oldest: "2026.5.28",
    name: "Team",
  } as const;

  it("has a title and a next step in whole words", () => {
    const status = statusOf({ ok: false, code, detail });
    const words = [say(status.title), ...lines(status)];
    expect(words).toHaveLength(2);
    for (const text of words) expect(text).toMatch(/^\S.{8,}\S$/);
    expect(words.join(" ")).not.toMatch(/\{\w+\}|undefined|\[object/);
    expect(status.tone).not.toBe("good");
  });

  it("offers at most one way on: a command exactly where the words end in one", () => {
    const promises = catalogue.failure[code].next.endsWith(":");
    const { command, actions } = statusOf({ ok: false, code });
    expect(actions.length).toBeLessThanOrEqual(1);
    expect({ command: command !== undefined, copy: actions.includes("copy_command") }).toEqual({
      command: promises,
      copy: promises,
    });
  });
});

describe("The words of a failure", () => {
  it("name the file, its line, and the source in words", () => {
    const detail = { path: "C:\\Users\\you\\openclaw.json", line: 3, column: 7 };
    const { title } = statusOf({ ok: false, code: "config_unparsable", detail });
    expect(say(title)).toBe("openclaw.json is broken at line 3, column 7");
    const shadowed = statusOf({ ok: false, code: "key_shadowed", detail: { source: "globalDotenv" } });
    expect(lines(shadowed)[0]).toContain("OpenClaw's global .env");
  });

  it("take of an organization's name no more than fits", () => {
    const detail = { name: `\u202E${"T".repeat(1_000)}` };
    const status = statusOf({ ok: false, code: "organization_without_windows", detail });
    expect(lines(status)[0]).toContain(`: ${"T".repeat(39)}….`);
  });

  it.each([
    ["companion_missing", COMMANDS.install],
    ["openclaw_missing", COMMANDS.install],
    ["openclaw_failed", COMMANDS.install],
    ["token_has_scope", COMMANDS.remove],
    ["companion_timeout", COMMANDS.status],
    ["gateway_restart_needed", "openclaw gateway restart"],
  ] as const)("end in the command that helps: %s", (code, command) => {
    expect(statusOf({ ok: false, code }).command).toBe(command);
  });

  it("name no package that anybody could publish, and no program that nobody has", () => {
    expect(JSON.stringify(catalogue)).not.toMatch(/npx|clawkey (install|set|remove|status|verify|doctor)\b/);
    for (const command of Object.values(COMMANDS))
      expect(command).toMatch(/^(node dist\/clawkey\.mjs|openclaw) /);
  });

  it("are calm where nothing is wrong, warn where the key may be fine, and are red elsewhere", () => {
    const codesOf = (tone: string) =>
      CODES.filter((code) => statusOf({ ok: false, code }).tone === tone).toSorted();
    expect(codesOf("neutral")).toEqual(["consent_missing", "signed_out", "token_has_scope"]);
    const warnings = ["claude_rate_limited", "gateway_restart_needed", "not_effective"];
    expect(codesOf("warning")).toEqual([...warnings, "openclaw_missing", "token_rate_limited"]);
    expect(codesOf("bad")).toHaveLength(CODES.length - 8);
  });
});
