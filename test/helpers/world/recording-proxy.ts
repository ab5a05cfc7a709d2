/** Stands between browser and gateway, hears all, and can hand the port to another program. */
import { createServer, request, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

export interface RecordingProxy extends AsyncDisposable {
  /** What the browser takes for the gateway's address. */
  url: string;
  /** Each request: method and path. */
  asked: string[];
  /** All bytes of both directions, headers included. */
  heard(): Buffer;
  /** From now on this program has the port; null for the gateway. */
  squat(program: RequestListener | null): void;
}

export async function recordingProxy(gateway: string): Promise<RecordingProxy> {
  const asked: string[] = [];
  const bytes: Buffer[] = [];
  let squatter: RequestListener | null = null;

  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    asked.push(`${method} ${url}`);
    bytes.push(Buffer.from(JSON.stringify(headers)));
    incoming.on("data", (chunk: Buffer) => bytes.push(chunk));
    if (squatter) return squatter(incoming, outgoing);
    const on = request(new URL(url!, gateway), { method, headers }, (answer) => {
      bytes.push(Buffer.from(JSON.stringify(answer.headers)));
      answer.on("data", (chunk: Buffer) => bytes.push(chunk));
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    on.on("error", () => outgoing.destroy());
    incoming.pipe(on);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    heard: () => Buffer.concat(bytes),
    squat(program) {
      squatter = program;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
