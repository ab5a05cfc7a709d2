import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "dotenv";
import JSON5 from "json5";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { CopyFormat } from "../../../../src/extension/browser/records.ts";
import { copy, writeToClipboard } from "../../../../src/extension/export/copy.ts";
import { sessionKey } from "../../../helpers/keys.ts";
import { tempFolder } from "../../../helpers/temp-folder.ts";

const KEY = `sk-ant-sid02-${"aZ9_-".repeat(20)}`;
const MEMBER = { env: { vars: { CLAUDE_AI_SESSION_KEY: KEY } } };

const writeText = vi.fn<(text: string) => Promise<void>>();
beforeAll(() => void vi.stubGlobal("navigator", { clipboard: { writeText } }));
afterAll(() => void vi.unstubAllGlobals());

async function copied(format: CopyFormat): Promise<string> {
  writeText.mockReset().mockResolvedValue();
  await expect(copy(sessionKey(KEY), format)).resolves.toEqual({ ok: true });
  expect(writeText).toHaveBeenCalledTimes(1);
  return writeText.mock.lastCall![0];
}

it("a browser that refuses to copy or to clear is spoken of", async () => {
  writeText.mockReset().mockRejectedValue(new DOMException("no", "NotAllowedError"));
  await expect(copy(sessionKey(KEY), "raw")).resolves.toEqual({ ok: false, code: "clipboard_refused" });
  await expect(writeToClipboard("")).resolves.toBe(false);
});

const inShell = (text: string): string =>
  execFileSync("sh", ["-c", `${text}\nprintenv CLAUDE_AI_SESSION_KEY`], { encoding: "utf8" });

it.each([
  ["dotenv", parse, MEMBER.env.vars],
  ["json5", (text: string): unknown => JSON5.parse(`{ ${text} }`), MEMBER],
  ["posix", inShell, `${KEY}\n`],
  // No program at hand reads these two.
  ["fish", String, ` set -gx CLAUDE_AI_SESSION_KEY '${KEY}'`],
  ["powershell", String, `$env:CLAUDE_AI_SESSION_KEY = '${KEY}'`],
  ["raw", String, KEY],
] as const)("a key copied for %s is read by what it is meant for", async (format, read, expected) => {
  expect(read(await copied(format))).toEqual(expected);
});

it("a line for ssh hands a patch to OpenClaw on standard input alone, and names no real machine", async () => {
  const folder = tempFolder();
  const ssh = path.join(folder, "ssh");
  writeFileSync(ssh, `#!/bin/sh\ncat > '${folder}/stdin'\necho "$@" > '${folder}/args'\n`);
  chmodSync(ssh, 0o755);
  execFileSync("sh", ["-c", await copied("ssh")], { env: { PATH: `${folder}:${process.env["PATH"]}` } });
  expect(JSON5.parse(readFileSync(`${folder}/stdin`, "utf8"))).toEqual(MEMBER);
  expect(readFileSync(`${folder}/args`, "utf8")).toBe("your-host.invalid openclaw config patch --stdin\n");
});

it.each(["posix", "fish", "powershell", "ssh"] as const)(
  "pasting a key for %s runs nothing",
  async (shell) => {
    expect(await copied(shell)).not.toMatch(/[\r\n]/);
  },
);
