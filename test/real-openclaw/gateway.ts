import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { expect, vi } from "vitest";
import { openClawProgram } from "./install.ts";
import {
  claudeUsage,
  openClawEnvironment,
  runOpenClaw,
  type ClaudeUsage,
  type OpenClaw,
  type UsageReport,
} from "./openclaw.ts";
import { killGroup, type Finished } from "./run-process.ts";

export interface Gateway {
  /** What the gateway itself knows of the Claude plan; while it restarts, that it can't be reached. */
  usage: () => Promise<ClaudeUsage>;
  /** The row of a plugin's own; undefined for none. */
  row: (provider: string) => Promise<ClaudeUsage | undefined>;
  /** Makes it ask anew: its own cache is a minute long. */
  refresh: () => Promise<void>;
  /** What a chat answers to `/status`. No model is asked. */
  statusCard: () => Promise<string>;
  /** And to any other command. */
  answerTo: (command: string) => Promise<string>;
  /** How often it has taken over a change of its config, by its own words. */
  reloads: () => number;
  close: () => Promise<void>;
}

/** It takes 5 to 25 s on two cores. */
const START_MS = 90_000;
const STOP_MS = 10_000;

const CHAT = { sessionKey: "main" };
/** It gives up its own questions after 3.5 s. */
const CARD_MS = 30_000;

export const GATEWAY_TOKEN = "token-of-a-test";

/** Starts `openclaw gateway run` as a user would in a terminal, with no service around it. */
export async function startGateway(
  openclaw: OpenClaw,
  { port: chosen, token = GATEWAY_TOKEN }: { port?: number; token?: string } = {},
): Promise<Gateway> {
  const port = String(chosen ?? (await freePort()));
  const args = ["gateway", "run", "--port", port, "--bind", "loopback", "--token", token];
  const [command, ...behind] = [...(openclaw.within ?? []), process.execPath];
  const child = spawn(command, [...behind, openClawProgram, ...args], {
    cwd: openclaw.home,
    env: openClawEnvironment(openclaw),
    detached: true,
  });
  const group = child.pid!;
  const exited = once(child, "exit");
  const close = async () => {
    child.kill();
    await killedUnless(exited, group, STOP_MS);
  };

  let output = "";
  const ready = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += String(chunk);
        if (output.includes("[gateway] ready")) resolve();
      });
    }
  });
  const failed = exited.then(() => {
    throw new Error(`The gateway ended before it was ready:\n${output}`);
  });
  await killedUnless(Promise.race([ready, failed]), group, START_MS);

  const address = ["--url", `ws://127.0.0.1:${port}`, "--token", token];
  const call = (method: string, params: object = {}) =>
    runOpenClaw(openclaw, [
      "gateway",
      "call",
      method,
      "--params",
      JSON.stringify(params),
      "--json",
      ...address,
    ]);
  let mayWrite: Promise<unknown> | undefined;
  const answerTo = async (message: string) => {
    // 2026.5.28 grants this computer what its first call asks for, and wants an approval for all beyond.
    await (mayWrite ??= call("chat.abort", CHAT));
    const before = answersIn(await call("chat.history", CHAT)).length;
    const asked = await call("chat.send", { ...CHAT, message, idempotencyKey: randomUUID() });
    if (asked.exit !== 0) throw new Error(`The chat was not asked:\n${asked.stdout}${asked.stderr}`);
    return vi.waitFor(
      async () => {
        const answers = answersIn(await call("chat.history", CHAT));
        expect(answers.length).toBeGreaterThan(before);
        return answers.at(-1)!;
      },
      { timeout: CARD_MS, interval: 1_000 },
    );
  };
  return {
    answerTo,
    statusCard: () => answerTo("/status"),
    usage: async () => {
      const { exit, stdout, stderr } = await call("usage.status");
      const usage = exit === 0 ? claudeUsage(JSON.parse(stdout) as UsageReport) : undefined;
      return usage ?? { windows: [], error: stdout + stderr };
    },
    row: async (provider) => {
      const { providers } = JSON.parse((await call("usage.status")).stdout) as UsageReport;
      return providers.find((one) => one.provider === provider);
    },
    refresh: async () => void (await call("models.authStatus", { refresh: true })),
    reloads: () => output.split("config change detected").length - 1,
    close,
  };
}

/** Its assistant's messages. */
function answersIn({ stdout }: Finished): string[] {
  const { messages } = JSON.parse(stdout) as { messages: { role: string; content: unknown }[] };
  return messages.flatMap(({ role, content }) => (role === "assistant" ? [JSON.stringify(content)] : []));
}

/** Waits for something, and ends the process group where it takes too long. */
async function killedUnless(done: Promise<unknown>, group: number, timeoutMs: number): Promise<void> {
  const timer = setTimeout(() => killGroup(group), timeoutMs);
  try {
    await done;
  } finally {
    clearTimeout(timer);
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
