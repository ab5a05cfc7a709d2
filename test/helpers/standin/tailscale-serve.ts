/** Tailscale Serve, as far as a browser sees it: https under a name of the tailnet, and a plain port behind it. */
import { request as ask, type IncomingMessage, type ServerResponse } from "node:http";

export const TAILNET_HOST = "gateway.tail1234.ts.net";

export function serveTailnet(port: number | null, request: IncomingMessage, response: ServerResponse): void {
  const fail = () => response.writeHead(502).end();
  if (port === null) return void fail();
  const { method, url: path, headers } = request;
  const onward = ask({ host: "127.0.0.1", port, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  request.pipe(onward.once("error", fail));
}
