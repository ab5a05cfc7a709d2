/** A plain server with the gateway's way in mounted, for tests: no OpenClaw around it. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { onTestFinished } from "vitest";
import { newCode, readCode } from "../../src/core/pairing/code.ts";
import { openGateway, type GatewayHost } from "../../src/plugin/gateway.ts";
import { writePending } from "../../src/plugin/pending.ts";
import { pairBrowser } from "./gateway-client.ts";
import { openClawHome, type OpenClawHome } from "./openclaw-home.ts";

export interface PluginGateway {
  url: string;
  home: OpenClawHome;
  host: GatewayHost;
  state: string;
  /** As the process started anew has it: nothing of before is in memory, the files are. */
  restart(environment?: NodeJS.ProcessEnv): Promise<void>;
  /** As a reload of the plugin within the process. */
  reload(): Promise<void>;
  stop(reason: "disable" | "restart"): Promise<void>;
  /** A code that waits in the file. */
  newCode(): Promise<string>;
}

/** Forgets what the gateway's process had in memory. */
export function newProcess(): void {
  delete (globalThis as Record<symbol, unknown>)[Symbol.for("clawkey.gateway.1")];
}

/**
 * @param changes to what is handed in; `environment` is that of the process
 * @param mayTellFailure in the place of the limiter
 */
export async function pluginGateway(
  changes: Partial<GatewayHost> = {},
  home = openClawHome(),
  mayTellFailure?: () => Promise<boolean>,
): Promise<PluginGateway> {
  const state = path.dirname(home.paths.dotenv);
  const host: GatewayHost = {
    paths: { ...home.paths, state },
    environment: {},
    version: "0.1.0",
    openclaw: () => "2026.9.6",
    hostName: "testhost",
    show: async () => ({ ok: true, windows: [], version: "2026.9.6" }),
    ...changes,
  };
  newProcess();
  let gateway = openGateway(host, mayTellFailure);
  const server = createServer((request, response) => void gateway.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    await gateway.stop("restart");
    server.closeAllConnections();
    server.close();
    newProcess();
  });
  const { port } = server.address() as AddressInfo;
  const again = async () => {
    gateway = openGateway(host, mayTellFailure);
    await gateway.start();
  };
  await gateway.start();
  return {
    url: `http://127.0.0.1:${port}`,
    home,
    host,
    state,
    async restart(environment = {}) {
      await gateway.stop("restart");
      newProcess();
      host.environment = environment;
      await again();
    },
    async reload() {
      await gateway.stop("restart");
      await again();
    },
    stop: (reason) => gateway.stop(reason),
    async newCode() {
      const text = await newCode();
      const written = await writePending(state, (await readCode(text))!);
      if (!written.ok) throw new Error(written.code);
      return text;
    },
  };
}

/** With a browser that is paired with it. */
export async function pairedGateway(...given: Parameters<typeof pluginGateway>) {
  const gateway = await pluginGateway(...given);
  return { gateway, browser: await pairBrowser(gateway.url, await gateway.newCode()) };
}
