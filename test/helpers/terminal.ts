/** Runs the command line as a terminal would: arguments and standard input in, exit code and output out. */
import { PassThrough, type Readable } from "node:stream";
import { expect } from "vitest";
import { runCommandLine } from "../../src/companion/cli/cli.ts";
import type { InstallContext } from "../../src/companion/install/install.ts";
import type { System } from "../../src/openclaw/files/paths.ts";
import { ANY_SECRET } from "./keys.ts";
import { userAccount } from "./user-account.ts";

export interface Run {
  exit: number;
  out: string[];
  errors: string[];
}

export interface Machine {
  system: System;
  stdin?: Readable & { isTTY?: boolean };
  installation?: InstallContext;
  interrupted?: AbortSignal;
}

/** Fails where a `{placeholder}` of the words stays empty, and where a key is told. */
export async function run(args: string[], machine: Machine): Promise<Run> {
  const [out, errors]: [string[], string[]] = [[], []];
  const { system, stdin = textInput(""), installation = userAccount("linux").context } = machine;
  const { interrupted = new AbortController().signal } = machine;
  const exit = await runCommandLine({
    args,
    system,
    stdin,
    installation,
    interrupted,
    print: writeTo(out),
    printError: writeTo(errors),
  });
  const spoken = [...out, ...errors].join("\n");
  expect(spoken).not.toMatch(/\{\w+\}/);
  expect(spoken).not.toMatch(ANY_SECRET);
  return { exit, out, errors };
}

const writeTo = (written: string[]) => async (text: string) => {
  written.push(text);
  return null;
};

/** With `--json`: one line on standard output with one object, and nothing on the other. */
export async function runJson(
  args: string[],
  machine: Machine,
): Promise<{ exit: number; json: Record<string, unknown> }> {
  const { exit, out, errors } = await run([...args, "--json"], machine);
  expect(errors).toEqual([]);
  expect(out).toHaveLength(1);
  expect(out[0]).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  const json = JSON.parse(out[0]!) as Record<string, unknown>;
  expect(json["ok"]).toBe(exit === 0);
  if (exit !== 0) expect(json).toMatchObject({ code: expect.any(String), message: expect.any(String) });
  return { exit, json };
}

export function textInput(text: string): PassThrough {
  return new PassThrough().end(text);
}
