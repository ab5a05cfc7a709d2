import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "dotenv";
import JSON5 from "json5";
import { describe, expect, it } from "vitest";
import { formatKey } from "../../../../src/extension/export/copy-format.ts";

const KEY = `sk-ant-sid02-${"aZ9_-".repeat(20)}`;

describe("a copied key, read by what it is meant for", () => {
  it("is one variable for dotenv", () => {
    expect(parse(formatKey("dotenv", KEY))).toEqual({ CLAUDE_AI_SESSION_KEY: KEY });
  });

  it("is an exported variable for a POSIX shell", () => {
    const script = `${formatKey("posix", KEY)}\nprintenv CLAUDE_AI_SESSION_KEY`;
    expect(execFileSync("sh", ["-c", script], { encoding: "utf8" })).toBe(`${KEY}\n`);
  });

  it("is a member for openclaw.json", () => {
    expect(JSON5.parse(`{ ${formatKey("json5", KEY)} }`)).toEqual({
      env: { vars: { CLAUDE_AI_SESSION_KEY: KEY } },
    });
  });

  it("is a line for a shell that hands a patch to OpenClaw by ssh, on standard input alone", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "clawkey-ssh-"));
    const ssh = path.join(folder, "ssh");
    writeFileSync(ssh, `#!/bin/sh\ncat > '${folder}/stdin'\necho "$@" > '${folder}/args'\n`);
    chmodSync(ssh, 0o755);
    execFileSync("sh", ["-c", formatKey("ssh", KEY)], { env: { PATH: `${folder}:${process.env["PATH"]}` } });
    expect(JSON5.parse(readFileSync(`${folder}/stdin`, "utf8"))).toEqual({
      env: { vars: { CLAUDE_AI_SESSION_KEY: KEY } },
    });
    expect(readFileSync(`${folder}/args`, "utf8")).toBe("your-host.invalid openclaw config patch --stdin\n");
    rmSync(folder, { recursive: true });
  });

  it.each(["posix", "fish", "powershell", "ssh"] as const)("is not run by pasting it into %s", (format) => {
    expect(formatKey(format, KEY)).not.toMatch(/[\r\n]/);
  });

  it.each([
    ["fish", ` set -gx CLAUDE_AI_SESSION_KEY '${KEY}'`],
    ["powershell", `$env:CLAUDE_AI_SESSION_KEY = '${KEY}'`],
    ["raw", KEY],
  ] as const)("is what %s takes", (format, text) => {
    expect(formatKey(format, KEY)).toBe(text);
  });
});
