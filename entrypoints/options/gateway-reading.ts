/** What a paired gateway uses, and what else it tells of itself, in words. */
import { failure, type Result } from "../../src/core/messages/failures.ts";
import type { StatusAnswer } from "../../src/core/pairing/answers.ts";
import type { PairedGateway } from "../../src/extension/browser/records.ts";
import { failureTitle } from "../../src/extension/ui/status.ts";
import { counted, message, type Message } from "../../src/extension/ui/words.ts";

export interface GatewayReading {
  what: Message;
  /** Which OpenClaw it is. */
  from: Message;
  /** What there is to know of the pairing, one sentence each. */
  pairing: Message[];
}

/**
 * @param answer null until it has answered
 * @param isNumbers nothing but the plan's numbers goes there
 */
export function gatewayReadingOf(
  { digits, openclaw, host }: PairedGateway,
  answer: Result<StatusAnswer> | null,
  isNumbers = false,
): GatewayReading {
  const told = answer?.ok ? answer : null;
  const others = told ? told.browsers - 1 : 0;
  return {
    what:
      answer === null
        ? message("options.gateway_asking")
        : answer.ok
          ? (isNumbers ? shownBy : usedBy)(answer)
          : failureTitle(answer),
    from: message("options.gateway_is", { version: told?.openclaw ?? openclaw, host: told?.host ?? host }),
    pairing: [
      message("options.gateway_digits", { digits }),
      ...(others > 0 ? [counted("options.gateway_others", others)] : []),
    ],
  };
}

function usedBy({ key, environment }: StatusAnswer): Message {
  if (environment) return message("options.gateway_environment");
  if (!key) return message("options.reads_none");
  return message(key.isYours ? "options.reads_exported" : "options.gateway_other_browser");
}

function shownBy({ numbers }: StatusAnswer): Message {
  if (numbers === undefined) return failureTitle(failure("plugin_too_old"));
  if (numbers === null) return message("numbers.none");
  return message(numbers.isYours ? "numbers.sent" : "options.gateway_other_numbers");
}
