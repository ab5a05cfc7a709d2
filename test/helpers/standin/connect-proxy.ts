import { createServer } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { pipeline } from "node:stream";

export interface ConnectProxy {
  port: number;
  /** What was asked for and not let through: `host:port`, or the host of plain http. */
  refused: string[];
  close: () => Promise<void>;
}

/**
 * An HTTP proxy on the loopback which tunnels the named hosts' https to the stand-in, and nothing else
 * anywhere: a program behind it can't reach the network.
 */
export async function startConnectProxy(
  hosts: readonly string[],
  standinPort: number,
): Promise<ConnectProxy> {
  const refused: string[] = [];
  const clients = new Set<Socket>();
  const server = createServer((request, response) => {
    refused.push(request.headers.host ?? "");
    response.writeHead(403).end();
  });
  server.on("connection", (client) => {
    clients.add(client);
    client.on("close", () => clients.delete(client));
  });
  server.on("connect", (request, client, head) => {
    const target = request.url ?? "";
    if (!hosts.some((host) => target === `${host}:443`)) {
      refused.push(target);
      client.on("error", ignore).end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    const upstream = connect(standinPort, "127.0.0.1");
    client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    upstream.write(head);
    pipeline(client, upstream, ignore);
    pipeline(upstream, client, ignore);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    refused,
    close: async () => {
      // Tunnels are no longer the server's own connections, so it would not close them.
      for (const client of clients) client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Browsers break connections off all the time. */
const ignore = () => undefined;
