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
  | "claude_rate_limited"
  /** Nothing that we, or OpenClaw, could make sense of. */
  | "claude_unexpected";

export type ReadAnswer = { ok: true; value: unknown } | { ok: false; code: AnswerProblem };

/** The shape of claude.ai's own errors. */
const OwnError = z.object({ error: z.object({ type: z.string() }) });

/** Where claude.ai sends visitors whom it does not serve. */
const REGION_PAGE = "app-unavailable-in-region";

export function readAnswer(answer: ClaudeAnswer): ReadAnswer {
  const { status } = answer;
  if (answer.header("cf-mitigated") !== null) return problem("claude_challenge");
  if (status === 451 || isRegionRedirect(answer)) return problem("claude_region");
  if (status === 429) return problem("claude_rate_limited");
  const json = parseJson(answer.text);
  // claude.ai's API speaks JSON only: a page instead comes from something before it, whatever its status.
  if (!json) return problem(isPage(answer) ? "claude_challenge" : "claude_unexpected");
  if (status === 200) return { ok: true, value: json.value };
  const own = OwnError.safeParse(json.value);
  if (!own.success || (status !== 401 && status !== 403)) return problem("claude_unexpected");
  return problem(own.data.error.type === "forbidden" ? "claude_region" : "session_refused");
}

const problem = (code: AnswerProblem): ReadAnswer => ({ ok: false, code });

/** Where a browser hides the redirect, this is the likeliest: nothing else makes claude.ai's API redirect. */
const isRegionRedirect = (answer: ClaudeAnswer): boolean =>
  answer.status === 0 || answer.header("location")?.includes(REGION_PAGE) === true;

const isPage = (answer: ClaudeAnswer): boolean => /^\s*</.test(answer.text);

function parseJson(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}
