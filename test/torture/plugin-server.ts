/** A process that serves the gateway's way in, to be killed: its state folder is its argument, its port what it says. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { writeSync } from "node:fs";
import path from "node:path";
import { openGateway } from "../../src/plugin/gateway.ts";
import { instanceOfHome } from "./in-process.ts";

const { paths } = instanceOfHome();
const gateway = openGateway({
  paths: { ...paths, state: path.dirname(paths.dotenv) },
  environment: process.env,
  version: "0.1.0",
  openclaw: () => "2026.9.6",
  hostName: "killed",
  show: async () => ({ ok: true, windows: [], version: "2026.9.6" }),
});
await gateway.start();
const server = createServer((request, response) => void gateway.handle(request, response));
server.listen(0, "127.0.0.1", () => writeSync(1, `${(server.address() as AddressInfo).port}\n`));
