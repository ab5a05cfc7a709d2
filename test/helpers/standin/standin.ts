import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { FIRST_ACCOUNT, newAccount, randomSessionKey, type Account } from "./account.ts";
import { answerAnthropicApi } from "./anthropic-api.ts";
import { usualBehaviour, type Behaviour } from "./behaviour.ts";
import { makeCertificate } from "./certificate.ts";
import { answerClaudeAi } from "./claude-ai.ts";
import { startConnectProxy } from "./connect-proxy.ts";
import { cookiesOf, recordRequest, type RecordedRequest } from "./recorded-request.ts";
import { errorReply, send, type Reply } from "./reply.ts";
import { Sessions } from "./sessions.ts";
import { serveTailnet, TAILNET_HOST } from "./tailscale-serve.ts";

const HOSTS = ["claude.ai", "api.anthropic.com", TAILNET_HOST] as const;

/** claude.ai and api.anthropic.com on this machine, as far as Clawkey and OpenClaw talk to them. */
export interface Standin {
  /** Https on 127.0.0.1. The `Host` header says which of the two is meant. */
  port: number;
  /** The certificate as PEM, for `NODE_EXTRA_CA_CERTS`. */
  caFile: string;
  /** Leads the two hosts' https here and refuses all others. */
  proxy: { port: number; refused: string[] };
  /** All requests so far, in the order they came. */
  requests: RecordedRequest[];
  behaviour: Behaviour;
  /** What the account owns, to read or to change; the account of the page's "Sign in" where none is named. */
  account: (email?: string) => Account;
  /** A new session, as the page's "Sign in" makes one: returns its key. */
  signIn: (account?: string) => string;
  /** A new key for the account's latest session; the old one stops working, and the next page load sets the new. */
  rotate: (account?: string) => string;
  /** Ends every session without a word to the browser. */
  expireAll: () => void;
  close: () => Promise<void>;
}

export interface StandinOptions {
  /** Any free one by default. */
  port?: number;
  /** Makes the session keys: tests put recognisable ones in. */
  key?: () => string;
}

export async function startStandin({
  port = 0,
  key = randomSessionKey,
}: StandinOptions = {}): Promise<Standin> {
  const folder = await mkdtemp(path.join(tmpdir(), "clawkey-standin-"));
  const certificate = await makeCertificate(HOSTS, folder);
  const sessions = new Sessions(key);
  const behaviour = usualBehaviour();
  const requests: RecordedRequest[] = [];
  const accounts = new Map<string, Account>();
  const account = (email: string = FIRST_ACCOUNT): Account => {
    const known = accounts.get(email) ?? newAccount(email);
    accounts.set(email, known);
    return known;
  };

  const server = createServer({ cert: certificate.cert, key: certificate.key }, (request, response) => {
    const recorded = recordRequest(request);
    if (recorded.host === TAILNET_HOST) return serveTailnet(behaviour.tailnetPort, request, response);
    requests.push(recorded);
    request.resume();
    const reply = answer(recorded, cookiesOf(request).get("sessionKey"));
    const afterMs = recorded.path.startsWith("/api/") ? behaviour.delayMs : 0;
    send(response, { ...reply, ...(afterMs > 0 ? { afterMs } : {}) });
  });

  function answer(request: RecordedRequest, sessionKey: string | undefined): Reply {
    switch (request.host) {
      case "claude.ai":
        return answerClaudeAi({ sessions, behaviour, account }, { ...request, sessionKey });
      case "api.anthropic.com":
        return answerAnthropicApi(request, behaviour, account());
      default:
        return errorReply(421, "invalid_request_error", "The stand-in does not stand in for this host");
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  const { port: ownPort } = server.address() as AddressInfo;
  const proxy = await startConnectProxy(HOSTS, ownPort);

  return {
    port: ownPort,
    caFile: certificate.caFile,
    proxy,
    requests,
    behaviour,
    account,
    signIn: (email = FIRST_ACCOUNT) => sessions.start(email),
    rotate: (email = FIRST_ACCOUNT) => sessions.rotate(email),
    expireAll: () => sessions.endAll(),
    close: async () => {
      await proxy.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}

/** The variables by which a Node program comes to the stand-in, and nowhere else. */
export function wayThere({ caFile, proxy }: Pick<Standin, "caFile" | "proxy">): Record<string, string> {
  const address = `http://127.0.0.1:${proxy.port}`;
  // NO_PROXY: the way to OpenClaw's own gateway.
  return { NODE_EXTRA_CA_CERTS: caFile, HTTPS_PROXY: address, HTTP_PROXY: address, NO_PROXY: "127.0.0.1" };
}
