/** What a paired browser may ask for, once its request is open. */
import { SessionKey } from "../core/claude/session-key.ts";
import { failure, type Result } from "../core/messages/failures.ts";
import { whereThrown } from "../core/messages/text.ts";
import {
  type NumbersAnswer,
  type PutAnswer,
  type RemoveAnswer,
  type ShowAnswer,
  type StatusAnswer,
} from "../core/pairing/answers.ts";
import { GatewayRequest } from "../core/pairing/requests.ts";
import { keyStatus, putKey, removeKey } from "./key.ts";
import { dropNumbers, keepNumbers, numbersStatus } from "./plan/numbers.ts";
import type { Place } from "./paths.ts";

export interface Performer extends Place {
  /** The plugin's. */
  version: string;
  hostName: string;
  show(signal: AbortSignal): Promise<Result<ShowAnswer>>;
}

export interface Asker {
  /** The browser's, in hex. */
  by: string;
  /** How many are paired. */
  browsers: number;
  /** Nobody waits for the answer any more. */
  signal: AbortSignal;
}

type Answer = PutAnswer | RemoveAnswer | StatusAnswer | ShowAnswer | NumbersAnswer;

/** @param content as it was sealed, and otherwise as it came */
export async function perform(host: Performer, content: unknown, asker: Asker): Promise<Result<Answer>> {
  const request = GatewayRequest.safeParse(content);
  if (!request.success) return failure("request_invalid");
  try {
    return await answer(host, request.data, asker);
  } catch (error) {
    // A bug of ours. Its own words could hold anything, so they go nowhere.
    console.error(["internal_error", ...whereThrown(error)].join("\n"));
    return failure("internal_error");
  }
}

async function answer(host: Performer, request: GatewayRequest, asker: Asker): Promise<Result<Answer>> {
  const { by, browsers, signal } = asker;
  switch (request.op) {
    case "put": {
      const parsed = SessionKey.parse(request.key);
      const { keep, replace } = request;
      return parsed.ok ? putKey(host, { key: parsed.key, by, keep, replace }) : failure(parsed.code);
    }
    case "remove":
      return removeKey(host, request.only);
    case "status":
      return {
        ok: true,
        version: host.version,
        openclaw: host.openclaw(),
        host: host.hostName,
        browsers,
        ...(await keyStatus(host, { salt: request.salt, by })),
        numbers: await numbersStatus(host, by),
      };
    case "show":
      return host.show(signal);
    case "numbers": {
      const { numbers, organizationId } = request;
      return numbers ? keepNumbers(host, { numbers, organizationId, by }) : dropNumbers(host, by);
    }
  }
}
