/**
 * The gateway's way in: `POST /clawkey/v1/pair`, `hello` and `msg`, with an authentication of its own. It knows nothing
 * of OpenClaw's plugins; who registers it hands in what it needs.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { whereThrown } from "../core/messages/text.ts";
import type { Bytes } from "../core/pairing/bytes.ts";
import { answerPair } from "./agreements.ts";
import { bodyReader, failureLimiter } from "./bounds.ts";
import { pairedBrowsers } from "./browsers.ts";
import { noteEnvironment } from "./environment.ts";
import { forgetEverything, watchForgetting } from "./forget.ts";
import { useKeptKey } from "./key.ts";
import { tidyOwnFolder } from "./own-files.ts";
import { readPending } from "./pending.ts";
import { perform, type Performer } from "./perform.ts";
import { sendReply, type Reply } from "./reply.ts";
import { answerHello, answerSealed } from "./sealed.ts";

const ROUTES = ["/clawkey/v1/pair", "/clawkey/v1/hello", "/clawkey/v1/msg"] as const;
type Route = (typeof ROUTES)[number];

/** A browser waits for five seconds in all. */
const SHOW_MS = 4_500;

export type GatewayHost = Performer;

export interface Gateway {
  /** Answers every request; never rejects. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Puts a kept key into memory. */
  start(): Promise<void>;
  /** `disable`: for good, so nothing of Clawkey's stays. */
  stop(reason: "disable" | "restart"): Promise<void>;
}

/** @param mayTellFailure see `failureLimiter`; tests that count refusals put another one in its place */
export function openGateway(host: GatewayHost, mayTellFailure = failureLimiter()): Gateway {
  noteEnvironment(host.environment);
  const { state } = host.paths;
  const browsers = pairedBrowsers(state);
  const read = bodyReader();
  let endWatch = () => {};

  async function answer(
    route: Route,
    body: Bytes,
    origin: string,
    signal: AbortSignal,
  ): Promise<Bytes | null | "taken"> {
    if (route === "/clawkey/v1/pair") {
      const outcome = await answerPair(state, body, origin);
      return outcome?.is === "answered" ? outcome.answer : outcome && outcome.is;
    }
    if (route === "/clawkey/v1/hello") return answerHello({ state, browsers }, body, origin);
    return answerSealed(browsers, body, origin, async (content, { id: by }) => {
      const asker = { by, browsers: (await browsers()).length, signal };
      return perform(host, content, asker);
    });
  }

  async function replyTo(request: IncomingMessage, signal: AbortSignal): Promise<Reply> {
    const { method, url, headers } = request;
    const origin = headers.origin ?? "";
    const reader = async () =>
      (await browsers()).some((browser) => browser.origin === origin) ? origin : null;
    const route = ROUTES.find((one) => one === url);
    const body = await read(request);
    if (!body) return { body: null, reader: await reader(), isCutOff: true };
    if (!route || method !== "POST") return { body: null, reader: null };
    const answered = await answer(route, body, origin, signal);
    // Whoever proves the code may read the answer, before it is paired too; nobody else, be it paired or not: a refusal
    // that can be read says that the code is taken.
    if (route === "/clawkey/v1/pair")
      return { body: answered === "taken" ? null : answered, reader: answered === null ? null : origin };
    return { body: answered === "taken" ? null : answered, reader: await reader() };
  }

  return {
    async handle(request, response) {
      const gone = new AbortController();
      response.once("close", () => gone.abort());
      const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(SHOW_MS)]);
      const reply = await replyTo(request, signal).catch((error: unknown): Reply => {
        // A bug of ours. Its own words could hold anything, so they go nowhere.
        console.error(["internal_error", ...whereThrown(error)].join("\n"));
        return { body: null, reader: null };
      });
      if (reply.body || (await mayTellFailure())) sendReply(response, reply);
      else response.destroy();
    },
    async start() {
      await tidyOwnFolder(state);
      // One that is too old goes.
      await readPending(state);
      await useKeptKey(host);
      endWatch();
      endWatch = watchForgetting(host);
    },
    async stop(reason) {
      endWatch();
      if (reason === "disable") await forgetEverything(host);
    },
  };
}
