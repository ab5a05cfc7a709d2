/** Against a local claude.ai, over TLS, through the proxy that leads to it. */
import { readFileSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { afterAll, beforeEach, expect, it, onTestFinished } from "vitest";
import type { Network } from "../../../../src/openclaw/verify/network.ts";
import { claudeWithKey } from "../../../../src/openclaw/verify/ask-claude.ts";
import { failedUsage } from "../../../helpers/usage.ts";
import { readUsage } from "../../../../src/core/claude/usage.ts";
import { sessionKey } from "../../../helpers/keys.ts";
import { trustedStandin } from "../../../helpers/trusted-standin.ts";
import { usualBehaviour } from "../../../helpers/standin/behaviour.ts";
import { keyFingerprint } from "../../../helpers/standin/recorded-request.ts";
import { startStandin } from "../../../helpers/standin/standin.ts";
import { until } from "../../../helpers/world/until.ts";

const SHORT_MS = 500;

const standin = await trustedStandin();
afterAll(() => standin.close());

beforeEach(() => {
  Object.assign(standin.behaviour, usualBehaviour());
  standin.requests.splice(0);
});

const network = () => through(standin.env["HTTPS_PROXY"]!);
const signedIn = () => sessionKey(standin.signIn());

const through = (proxy: string): Network => ({ proxy: new URL(proxy), ca: undefined });

/** The way through a proxy that does this with each connection; null where nobody listens. */
async function proxyThat(act: ((socket: Socket) => void) | null): Promise<Network> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    act?.(socket);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  if (act === null) await new Promise((resolve) => server.close(resolve));
  else onTestFinished(() => void server.close());
  return through(`http://127.0.0.1:${port}`);
}

it("claude.ai is asked as OpenClaw asks it: the one cookie, and two paths", async () => {
  const key = signedIn();
  const usage = await readUsage(claudeWithKey(key, network()));
  expect(usage).toMatchObject({ ok: true, windows: [{ label: "5h", usedPercent: 41 }, {}, {}] });
  const [own] = standin.account().organizations;
  expect(standin.requests.map(({ host, method, path }) => [host, method, path])).toEqual([
    ["claude.ai", "GET", "/api/organizations"],
    ["claude.ai", "GET", `/api/organizations/${own!.uuid}/usage`],
  ]);
  for (const request of standin.requests) {
    expect(request).toMatchObject({ userAgent: "node", cookieNames: ["sessionKey"] });
    expect(request.sessionKeyFingerprint).toBe(keyFingerprint(key.reveal()));
  }
  expect(standin.proxy.refused).toEqual([]);
});

it("claude.ai is told the key only where it proves to be claude.ai", async () => {
  const stranger = await startStandin();
  onTestFinished(() => stranger.close());
  const way = through(`http://127.0.0.1:${stranger.proxy.port}`);
  await expect(claudeWithKey(signedIn(), way)("/api/organizations")).resolves.toBe("claude_offline");
  expect(stranger.requests).toEqual([]);
});

it("claude.ai is believed where a certificate of the user's own says so", async () => {
  const stranger = await startStandin();
  onTestFinished(() => stranger.close());
  const way = through(`http://127.0.0.1:${stranger.proxy.port}`);
  const ca = [readFileSync(stranger.caFile, "utf8")];
  const ask = claudeWithKey(sessionKey(stranger.signIn()), { ...way, ca });
  expect(await ask("/api/organizations")).toMatchObject({ status: 200 });
});

it("claude.ai is reached through a SOCKS proxy, which looks its name up", async () => {
  const asked: string[] = [];
  const way = await proxyThat((socket) =>
    socket.once("data", () => {
      socket.write(Buffer.of(5, 0));
      socket.once("data", (request) => {
        asked.push(request.subarray(5, 5 + request[4]!).toString());
        socket.write(Buffer.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0));
        const upstream = connect(standin.port, "127.0.0.1");
        socket.pipe(upstream).pipe(socket);
      });
    }),
  );
  const proxy = new URL(way.proxy!.href.replace("http:", "socks5:"));
  const ask = claudeWithKey(signedIn(), { ...way, proxy });
  expect(await ask("/api/organizations")).toMatchObject({ status: 200 });
  expect(asked).toEqual(["claude.ai"]);
});

it("claude.ai says so of a key that it does not know", async () => {
  const key = signedIn();
  standin.expireAll();
  expect(await readUsage(claudeWithKey(key, network()))).toMatchObject({ code: "session_refused" });
});

it.each([
  ["cloudflare", "claude_challenge"],
  ["region", "claude_region"],
  ["endless", "claude_too_large"],
  ["silent", "claude_timeout"],
] as const)("claude.ai may be %s: %s, without another question", async (claudeApi, code) => {
  standin.behaviour.claudeApi = claudeApi;
  const ask = claudeWithKey(signedIn(), network(), {
    timeoutMs: claudeApi === "silent" ? SHORT_MS : undefined,
  });
  expect(await readUsage(ask)).toEqual(failedUsage(code, []));
  expect(standin.requests).toHaveLength(1);
});

const UNKNOWN = '{"error":{"type":"authentication_error"}}';

it.each<[string, ((socket: Socket) => void) | null]>([
  ["nobody listens", null],
  ["the proxy hangs up", (socket) => socket.destroy()],
  ["the proxy refuses", (socket) => socket.end("HTTP/1.1 403 Forbidden\r\n\r\n")],
  ["the proxy wants a sign-in", (socket) => socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")],
  ["the proxy refuses in claude.ai's words", (socket) => socket.end(`HTTP/1.1 401 No\r\n\r\n${UNKNOWN}`)],
  ["the line breaks behind the proxy", (socket) => socket.end("HTTP/1.1 200 Connected\r\n\r\n")],
])("claude.ai is offline where %s", async (_, act) => {
  const ask = claudeWithKey(signedIn(), await proxyThat(act));
  await expect(ask("/api/organizations")).resolves.toBe("claude_offline");
});

it("claude.ai takes too long where a proxy takes the call and says nothing", async () => {
  const ask = claudeWithKey(signedIn(), await proxyThat(() => {}), { timeoutMs: SHORT_MS });
  const start = performance.now();
  await expect(ask("/api/organizations")).resolves.toBe("claude_timeout");
  expect(performance.now() - start).toBeLessThan(SHORT_MS + 2_000);
});

it("A question to claude.ai ends with what it is asked for", async () => {
  standin.behaviour.claudeApi = "silent";
  const ended = new AbortController();
  const answer = claudeWithKey(signedIn(), network(), { ended: ended.signal })("/api/organizations");
  await until("the question", () => standin.requests.length === 1);
  ended.abort();
  const start = performance.now();
  await answer;
  expect(performance.now() - start).toBeLessThan(2_000);
});
