import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "dotenv";
import JSON5 from "json5";
import { expect, it, vi } from "vitest";
import { clearClipboard, copy } from "../../../../src/extension/export/copy.ts";
import { formatKey } from "../../../../src/extension/export/copy-format.ts";
import { sessionKey } from "../../../helpers/keys.ts";
import { tempFolder } from "../../../helpers/temp-folder.ts";

const KEY = `sk-ant-sid02-${"aZ9_-".repeat(20)}`;
const MEMBER = { env: { vars: { CLAUDE_AI_SESSION_KEY: KEY } } };

it("a copied key is written once, in the chosen format", async () => {
  const writeText = vi.fn(async (_: string) => {});
  await expect(copy({ writeText }, sessionKey(KEY), "fish")).resolves.toEqual({ ok: true, format: "fish" });
  await expect(clearClipboard({ writeText })).resolves.toBe(true);
  expect(writeText.mock.calls).toEqual([[formatKey("fish", KEY)], [""]]);
});

it("a browser that refuses to copy or to clear is spoken of", async () => {
  const refusing = { writeText: () => Promise.reject(new DOMException("no", "NotAllowedError")) };
  await expect(copy(refusing, sessionKey(KEY), "raw")).resolves.toEqual({
    ok: false,
    code: "clipboard_refused",
  });
  await expect(clearClipboard(refusing)).resolves.toBe(false);
});

it.each([
  ["dotenv", parse, MEMBER.env.vars],
  ["json5", (text: string): unknown => JSON5.parse(`{ ${text} }`), MEMBER],
  [
    "posix",
    (text: string) =>
      execFileSync("sh", ["-c", `${text}\nprintenv CLAUDE_AI_SESSION_KEY`], { encoding: "utf8" }),
    `${KEY}\n`,
  ],
  // No program at hand reads these two.
  ["fish", String, ` set -gx CLAUDE_AI_SESSION_KEY '${KEY}'`],
  ["powershell", String, `$env:CLAUDE_AI_SESSION_KEY = '${KEY}'`],
  ["raw", String, KEY],
] as const)("a key copied for %s is read by what it is meant for", (format, read, expected) => {
  expect(read(formatKey(format, KEY))).toEqual(expected);
});

it("a line for ssh hands a patch to OpenClaw on standard input alone, and names no real machine", () => {
  const folder = tempFolder();
  const ssh = path.join(folder, "ssh");
  writeFileSync(ssh, `#!/bin/sh\ncat > '${folder}/stdin'\necho "$@" > '${folder}/args'\n`);
  chmodSync(ssh, 0o755);
  execFileSync("sh", ["-c", formatKey("ssh", KEY)], { env: { PATH: `${folder}:${process.env["PATH"]}` } });
  expect(JSON5.parse(readFileSync(`${folder}/stdin`, "utf8"))).toEqual(MEMBER);
  expect(readFileSync(`${folder}/args`, "utf8")).toBe("your-host.invalid openclaw config patch --stdin\n");
});

it.each(["posix", "fish", "powershell", "ssh"] as const)("pasting a key for %s runs nothing", (format) => {
  expect(formatKey(format, KEY)).not.toMatch(/[\r\n]/);
});
