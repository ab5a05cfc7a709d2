/**
 * Asks a paired gateway, one request at a time over the worker and all pages. Its process makes itself known by a
 * hello; whatever it refuses is asked once more after another one, for it may be a new process by now.
 */
import type * as z from "zod/mini";
import { failure, type Failure, type Result } from "../../core/messages/failures.ts";
import { ReceivedFailure } from "../../core/messages/messages.ts";
import { hex, type Bytes } from "../../core/pairing/bytes.ts";
import { helloRequest, readHelloAnswer, type HelloAnswer } from "../../core/pairing/hello.ts";
import { epochOf, openAnswer, sealRequest } from "../../core/pairing/message.ts";
import { browserId, VERSION } from "../../core/pairing/pair.ts";
import type { GatewayRequest } from "../../core/pairing/requests.ts";
import { lookFor, send, type Reply } from "../browser/gateway-request.ts";
import type { PairedGateway } from "../browser/records.ts";
import { secrets } from "../browser/secrets.ts";
import { endQuiet, quietSince } from "../browser/storage.ts";
import { LIMITS } from "../sync/limits.ts";

/** Who is asked, and what is known to both. */
export interface Peer {
  address: string;
  id: string;
  secret: CryptoKey;
}

/** Of a gateway, as its last hello made it known. */
interface Process {
  name: string;
  point: Bytes;
  /** The last one that was used. */
  counter: bigint;
}

/** By the gateway's id. Whoever starts anew says hello first. */
const known = new Map<string, Process>();

/** What its answer says, and which process gave it. */
export type Answered<T> = T & { process: string };

/** @param shape of an answer that is no failure */
export const ask = <T extends { ok: true }>(
  gateway: PairedGateway,
  request: GatewayRequest,
  shape: z.ZodMiniType<T>,
  timeoutMs?: number,
): Promise<Result<Answered<T>>> =>
  withPeer(gateway, async (peer) => {
    const answered = await exchange(peer, request, timeoutMs);
    return answered.ok ? read(answered, shape) : answered;
  });

/** Which process answers there now. */
export const greet = (gateway: PairedGateway): Promise<Result<{ process: string }>> =>
  withPeer(gateway, async (peer) => {
    const greeted = await hello(peer);
    return greeted.ok ? { ok: true, process: greeted.process.name } : greeted;
  });

async function withPeer<T extends object>(
  { id, path: address }: PairedGateway,
  work: (peer: Peer) => Promise<Result<T>>,
): Promise<Result<T>> {
  return navigator.locks.request(`clawkey.gateway.${id}`, async () => {
    const secret = await secrets.kept(id);
    return secret ? work({ address, id, secret }) : failure("gateway_not_paired", { address });
  });
}

/** What came of a hello. `refused`: by one that knows this extension, and this browser no more. */
export type Greeting = HelloAnswer | "refused" | "other" | Exclude<Reply, object>;

export async function sayHello({ address, secret }: Peer): Promise<Greeting> {
  const request = await helloRequest(secret, await browserId(secret));
  const reply = await send(address, "hello", request);
  if (typeof reply === "string") return reply;
  if (isRefusal(reply)) return "refused";
  const answer = reply.status === 200 ? await readHelloAnswer(secret, request, reply.bytes) : null;
  return answer ?? "other";
}

/** All failures look alike, whatever was wrong. */
export const isRefusal = ({ status, bytes }: Exclude<Reply, string>): boolean =>
  status === 400 && bytes.length === 2 && bytes[0] === VERSION && bytes[1] === 0;

async function hello(peer: Peer): Promise<Result<{ process: Process }>> {
  known.delete(peer.id);
  const answer = await sayHello(peer);
  if (typeof answer === "string") return unanswered(answer, peer);
  void endQuiet(peer.id);
  if (answer.version < VERSION) return failure("plugin_too_old");
  const { point, counter } = answer;
  const process = { name: hex(await epochOf(point)), point, counter };
  known.set(peer.id, process);
  return { ok: true, process };
}

async function unanswered(greeting: Extract<Greeting, string>, { address, id }: Peer): Promise<Failure> {
  switch (greeting) {
    case "slow":
      return failure("gateway_timeout", { address });
    case "refused":
      return failure("gateway_not_paired", { address });
    case "other":
    case "too_long":
      return failure("gateway_other", { address });
    case "unreadable":
  }
  const look = await lookFor(address);
  if (look === "nothing") return failure("gateway_not_listening", { address });
  if (look === "slow") return failure("gateway_timeout", { address });
  const isStarting = Date.now() - (await quietSince(id, Date.now())) < LIMITS.startsWithinMs;
  return failure(isStarting ? "gateway_starting" : "gateway_not_paired", { address });
}

/**
 * Sends it, and once more where it was refused or its answer lost: whatever is asked may be asked twice. Where nothing
 * comes of it although the gateway had just said hello, nobody knows whether it arrived.
 */
async function exchange(
  peer: Peer,
  request: GatewayRequest,
  timeoutMs?: number,
): Promise<Result<{ content: unknown; process: string }>> {
  let wasThere = false;
  for (const before of [known.get(peer.id), undefined]) {
    const greeted = before ? { ok: true as const, process: before } : await hello(peer);
    if (!greeted.ok && !wasThere) return greeted;
    if (!greeted.ok) break;
    const answer = await sendSealed(peer, greeted.process, request, timeoutMs);
    if (answer === "slow") break;
    if (answer) return { ok: true, process: greeted.process.name, ...answer };
    wasThere = before === undefined;
  }
  return failure("gateway_timeout", { address: peer.address });
}

/** Null for whatever is not the gateway's own answer to it. */
async function sendSealed(
  { address, secret }: Peer,
  process: Process,
  request: GatewayRequest,
  timeoutMs?: number,
): Promise<{ content: unknown } | "slow" | null> {
  // The clock spares us to remember the counter, and is not trusted: a hello tells it too.
  const now = BigInt(Date.now());
  process.counter = process.counter < now ? now : process.counter + 1n;
  const { point, counter } = process;
  const sealed = await sealRequest({ secret, id: await browserId(secret), point, counter }, request);
  const reply = await send(address, "msg", sealed.body, timeoutMs);
  if (reply === "slow") return reply;
  if (typeof reply === "string" || reply.status !== 200) return null;
  return openAnswer(sealed, reply.bytes).then(
    (content) => ({ content }),
    () => null,
  );
}

function read<T extends { ok: true }>(
  { content, process }: { content: unknown; process: string },
  shape: z.ZodMiniType<T>,
): Result<Answered<T>> {
  const refused = ReceivedFailure.safeParse(content);
  if (refused.success) return explain(refused.data);
  const answer = shape.safeParse(content);
  // What is asked and answered only grows: it is the older one whose answer lacks something.
  return answer.success ? { ...answer.data, process } : failure("plugin_too_old");
}

/** A request that the plugin does not know is of a newer extension; a code that we don't, of a newer plugin. */
function explain({ code, detail }: Failure): Failure {
  if (code === "request_invalid") return failure("plugin_too_old");
  return code === "protocol_unsupported" ? failure("plugin_too_new") : failure(code, detail);
}
