import { afterEach, expect, it, vi } from "vitest";
import { askClaude } from "../../../../src/extension/usage/ask-claude.ts";

const MIB = 1024 * 1024;

const fetched = vi.fn<typeof fetch>();
vi.stubGlobal("fetch", fetched);

afterEach(() => {
  vi.restoreAllMocks();
  fetched.mockReset();
});

it("claude.ai is asked with the browser's own cookies, afresh, and nobody is followed", async () => {
  fetched.mockResolvedValue(new Response('"😀"', { status: 200, headers: { "CF-Mitigated": "challenge" } }));
  const answer = await askClaude("/api/organizations");
  expect(fetched).toHaveBeenCalledExactlyOnceWith(
    "https://claude.ai/api/organizations",
    expect.objectContaining({ credentials: "include", redirect: "manual", cache: "no-store" }),
  );
  expect(answer).toMatchObject({ status: 200, text: '"😀"' });
  expect(typeof answer === "object" && answer.header("cf-mitigated")).toBe("challenge");
});

it("an answer may have a mebibyte, and not a byte more", async () => {
  fetched.mockResolvedValueOnce(new Response("x".repeat(MIB)));
  await expect(askClaude("/")).resolves.toMatchObject({ text: "x".repeat(MIB) });
  fetched.mockResolvedValueOnce(new Response("x".repeat(MIB + 1)));
  await expect(askClaude("/")).resolves.toBe("claude_too_large");
});

it("an answer is given 8 seconds, to begin and to end", async () => {
  const clock = new AbortController();
  const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(clock.signal);
  const timeUp = new Promise<never>((_, reject) => {
    clock.signal.addEventListener("abort", () => reject(clock.signal.reason as Error));
  });
  const stalled = new ReadableStream({ pull: () => timeUp });
  fetched.mockReturnValueOnce(timeUp).mockResolvedValueOnce(new Response(stalled));
  const answers = [askClaude("/"), askClaude("/")];
  clock.abort(new DOMException("The operation timed out", "TimeoutError"));
  await expect(Promise.all(answers)).resolves.toEqual(["claude_timeout", "claude_timeout"]);
  expect(timeout).toHaveBeenCalledWith(8_000);
});

it("claude.ai is offline where nothing answers, or the answer breaks off", async () => {
  fetched.mockRejectedValueOnce(new TypeError("Failed to fetch"));
  await expect(askClaude("/")).resolves.toBe("claude_offline");
  const broken = new ReadableStream({ pull: () => Promise.reject(new TypeError("network error")) });
  fetched.mockResolvedValueOnce(new Response(broken));
  await expect(askClaude("/")).resolves.toBe("claude_offline");
});
