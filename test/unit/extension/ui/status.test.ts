import { type FailureCode, commandFor } from "../../../../src/core/messages/failures.ts";
import { beforeAll, describe, expect, it } from "vitest";
import catalogue from "../../../../locales/en.json" with { type: "json" };
import type { CopyFormat } from "../../../../src/extension/browser/records.ts";
import { statusOf } from "../../../../src/extension/ui/status.ts";
import { say } from "../../../../src/extension/ui/words.ts";
import { useEnglish } from "../../../helpers/fake-words.ts";

const PATH = "/home/you/.openclaw/openclaw.json";
const SAVED = {
  ok: true,
  kind: "saved",
  file: "config",
  path: PATH,
  changed: true,
  tightened: false,
  effect: { effective: true },
} as const;
const CODES = Object.keys(catalogue.failure) as FailureCode[];

describe("the status of a success", () => {
  it("says where the key is now, and that a gateway does not look at .env by itself", () => {
    expect(statusOf(SAVED)).toMatchObject({
      tone: "good",
      title: { key: "popup.saved" },
      text: [{ key: "popup.saved_text", values: { path: PATH } }],
    });
    expect(statusOf({ ...SAVED, file: "dotenv" }).text[1]).toEqual({
      key: "popup.saved_gateway_dotenv",
    });
  });

  it("says that others could read the file before", () => {
    expect(statusOf({ ...SAVED, tightened: true }).text).toContainEqual({
      key: "popup.saved_tightened",
    });
  });

  it("does not speak of a write where there was none", () => {
    const status = statusOf({ ...SAVED, changed: false });
    expect(status).toMatchObject({ tone: "good", title: { key: "popup.unchanged" } });
  });

  it.each([
    [{ effective: false, source: "globalDotenv", path: "/x/.env" }, "popup.shadowed_text"],
    [{ effective: false, source: "process", path: null }, "popup.shadowed_process_text"],
  ] as const)("warns where another source hides the key, written or not: %j", (effect, words) => {
    for (const changed of [true, false]) {
      const status = statusOf({ ...SAVED, changed, effect });
      expect(status).toMatchObject({
        tone: "warning",
        title: { key: "popup.shadowed" },
        text: [{ key: words }],
      });
    }
  });

  it("warns of a shell's history, and reminds of the host's name in the line for ssh", () => {
    const words = (format: CopyFormat) =>
      statusOf({ ok: true, kind: "copied", format }).text.map(({ key }) => key);
    expect(words("ssh")).toEqual(["popup.copied_ssh", "popup.copied_shell", "popup.copied_text"]);
    expect(words("posix")).toEqual(["popup.copied_shell", "popup.copied_text"]);
    expect(words("dotenv")).toEqual(["popup.copied_text"]);
  });
});

describe("a gateway that was not restarted", () => {
  const said = (code: FailureCode) => {
    const { text } = statusOf({ ...SAVED, file: "dotenv", restart: { ok: false, code } });
    return say(text[1]!);
  };
  beforeAll(useEnglish);

  it.each(CODES.filter((code) => commandFor(code)) as FailureCode[])(
    "is left to the user where words would end in a command that is not there: %s",
    (code) => {
      expect(said(code)).toMatch(/\. Restart the gateway yourself: .+\.$/);
    },
  );

  it("has the failure's own next step elsewhere", () => {
    expect(said("gateway_restart_failed")).toBe(
      "The gateway could not be restarted. Restart it yourself: openclaw gateway restart",
    );
  });
});

describe("the status of a failure", () => {
  it.each(CODES)("%s has a title and a next step of its own, and offers at most one way on", (code) => {
    const status = statusOf({ ok: false, code });
    expect(status.title.key).toBe(`failure.${code}.title`);
    expect(status.text.map(({ key }) => key)).toEqual([`failure.${code}.next`]);
    expect(status.actions.length).toBeLessThanOrEqual(1);
  });

  it("names the file in the title, and its line", () => {
    const detail = { path: "C:\\Users\\you\\.openclaw\\openclaw.json", line: 3, column: 7 };
    const { title } = statusOf({ ok: false, code: "config_unparsable", detail });
    expect(title.values).toMatchObject({ file: "openclaw.json", line: 3, column: 7 });
  });

  it("gives a command exactly where the words end in one", () => {
    for (const code of CODES) {
      const promises = catalogue.failure[code].next.endsWith(":");
      const { command, actions } = statusOf({ ok: false, code });
      expect([code, command !== undefined]).toEqual([code, promises]);
      expect([code, actions.includes("copy_command")]).toEqual([code, promises]);
    }
  });

  it.each([
    ["companion_missing", "node dist/clawkey.mjs install"],
    ["openclaw_missing", "node dist/clawkey.mjs install"],
    ["openclaw_failed", "node dist/clawkey.mjs install"],
    ["token_has_scope", "node dist/clawkey.mjs remove"],
  ] as const)("gives a command that runs in Clawkey's folder: %s", (code, command) => {
    expect(statusOf({ ok: false, code }).command).toBe(command);
  });

  it("names no package that anybody could publish, and no program that nobody has", () => {
    expect(JSON.stringify(catalogue)).not.toMatch(/npx|clawkey (install|set|remove|status|verify|doctor)\b/);
  });

  it("is calm where nothing is wrong, warns where the key may be fine, and is red elsewhere", () => {
    const codesOf = (tone: string) =>
      CODES.filter((code) => statusOf({ ok: false, code }).tone === tone).toSorted();
    expect(codesOf("neutral")).toEqual(["consent_missing", "signed_out", "token_has_scope"]);
    expect(codesOf("warning")).toEqual(["claude_rate_limited", "openclaw_missing", "token_rate_limited"]);
    expect(codesOf("bad")).toHaveLength(CODES.length - 6);
  });
});
