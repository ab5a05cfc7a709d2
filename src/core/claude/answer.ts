/** What claude.ai answered, whoever asked it: the browser or Node. Tells apart what must not be mistaken. */
import * as z from "zod/mini";

/** One answer, already bounded in time and size. */
export interface ClaudeAnswer {
  /** 0 where a browser keeps a redirect, which it does not follow, to itself. */
  status: number;
  /** Header names in lower case. */
  header(name: string): string | null;
  text: string;
}

/** No answer at all, or one that was cut off. */
export type NoAnswer = "claude_offline" | "claude_timeout" | "claude_too_large";

export type AnswerProblem =
  | NoAnswer
  /** claude.ai itself does not know this session (any more). */
  | "session_refused"
  /** Something stands before claude.ai and wants to see a browser: most often Cloudflare. */
  | "claude_challenge"
  | "claude_region"
  /** claude.ai refuses, and does not say that it is the session: the place, the organization, a rule of its own. */
  | "claude_refused"
  | "claude_rate_limited"
  /** Nothing that we, or OpenClaw, could make sense of. */
  | "claude_unexpected";

export type ReadAnswer = { ok: true; value: unknown } | { ok: false; code: AnswerProblem };

// oxlint-disable promise/valid-params -- these catches are zod's, of no promise
/** The shape of claude.ai's own errors. */
const OwnError = z.object({
  error: z.object({
    type: z.string(),
    message: z.catch(z.string(), ""),
    details: z.catch(z.object({ error_code: z.catch(z.string(), "") }), { error_code: "" }),
  }),
});
// oxlint-enable promise/valid-params
type OwnError = z.infer<typeof OwnError>["error"];

/** A proxy or a hotel's network that wants a sign-in of its own. */
const OF_THE_NETWORK: readonly number[] = [407, 511];

/** "We are unable to serve your request", "unavailable in your region", and the like. */
const OF_THE_PLACE =
  /unable to serve|un(?:available|supported) in|not (?:available|supported) in|\b(?:region|country|location)\b/i;

/** Where claude.ai sends visitors whom it does not serve. */
const REGION_PAGE = "app-unavailable-in-region";

export function readAnswer(answer: ClaudeAnswer): ReadAnswer {
  const { status } = answer;
  if (answer.header("cf-mitigated") !== null) return problem("claude_challenge");
  if (status === 451 || isRegionRedirect(answer)) return problem("claude_region");
  if (status === 429) return problem("claude_rate_limited");
  if (OF_THE_NETWORK.includes(status)) return problem("claude_offline");
  const json = parseJson(answer.text);
  // claude.ai's API speaks JSON only: a page instead comes from something before it, or from what stands in for it.
  if (!json) return problem(isPage(answer) && !isDown(status) ? "claude_challenge" : "claude_unexpected");
  if (status === 200) return { ok: true, value: json.value };
  const own = OwnError.safeParse(json.value);
  if (!own.success || status < 400 || status >= 500) return problem("claude_unexpected");
  return problem(whyRefused(status, own.data.error));
}

/** Only what claude.ai says of the session itself makes the key a dead one. */
function whyRefused(status: number, { type, message, details }: OwnError): AnswerProblem {
  if (details.error_code === "account_session_invalid") return "session_refused";
  if (type === "forbidden" || OF_THE_PLACE.test(message)) return "claude_region";
  if (status === 401 || type === "authentication_error") return "session_refused";
  if (status !== 403) return "claude_unexpected";
  return /^invalid authorization\b/i.test(message) ? "session_refused" : "claude_refused";
}

const problem = (code: AnswerProblem): ReadAnswer => ({ ok: false, code });

/** Where a browser hides the redirect, this is the likeliest: nothing else makes claude.ai's API redirect. */
const isRegionRedirect = (answer: ClaudeAnswer): boolean =>
  answer.status === 0 || answer.header("location")?.includes(REGION_PAGE) === true;

/** Cloudflare's own pages say so in claude.ai's place; 503 is what its check for robots came with as well. */
const isDown = (status: number): boolean => status >= 500 && status !== 503;

const isPage = (answer: ClaudeAnswer): boolean => /^\s*</.test(answer.text);

function parseJson(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}
