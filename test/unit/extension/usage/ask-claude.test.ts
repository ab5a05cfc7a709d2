import { afterEach, describe, expect, it, vi } from "vitest";
import { askClaude } from "../../../../src/extension/usage/ask-claude.ts";

const MIB = 1024 * 1024;

const fetched = vi.fn<typeof fetch>();
vi.stubGlobal("fetch", fetched);

afterEach(() => {
  vi.restoreAllMocks();
  fetched.mockReset();
});

/** A body that comes in pieces for as long as somebody takes them. */
function endless(piece: Uint8Array<ArrayBuffer>) {
  const body = { sent: 0, cancelled: false };
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      body.sent += piece.length;
      controller.enqueue(piece);
    },
    cancel() {
      body.cancelled = true;
    },
  });
  return { body, response: new Response(stream) };
}

describe("askClaude", () => {
  it("asks claude.ai with the browser's own cookies, afresh, and follows nobody", async () => {
    fetched.mockResolvedValue(new Response("[]", { status: 200, headers: { "CF-Mitigated": "challenge" } }));
    const answer = await askClaude("/api/organizations");
    expect(fetched).toHaveBeenCalledExactlyOnceWith(
      "https://claude.ai/api/organizations",
      expect.objectContaining({ credentials: "include", redirect: "manual", cache: "no-store" }),
    );
    expect(answer).toMatchObject({ status: 200, text: "[]" });
    expect(typeof answer === "object" && answer.header("cf-mitigated")).toBe("challenge");
  });

  it("puts characters together that were cut in two on the way", async () => {
    const bytes = new TextEncoder().encode('"plän 😀"');
    const stream = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    fetched.mockResolvedValue(new Response(stream));
    expect(await askClaude("/")).toMatchObject({ text: '"plän 😀"' });
  });

  it("takes a mebibyte, and not a byte more", async () => {
    fetched.mockResolvedValueOnce(new Response("x".repeat(MIB)));
    expect(await askClaude("/")).toMatchObject({ text: "x".repeat(MIB) });
    fetched.mockResolvedValueOnce(new Response("x".repeat(MIB + 1)));
    expect(await askClaude("/")).toBe("claude_too_large");
  });

  it("stops an answer without an end where it gets too large", async () => {
    const { body, response } = endless(new Uint8Array(65_536));
    fetched.mockResolvedValue(response);
    expect(await askClaude("/")).toBe("claude_too_large");
    expect(body.cancelled).toBe(true);
    expect(body.sent).toBeLessThan(2 * MIB);
  });

  it("gives up after 8 seconds, on one that does not begin and on one that stalls", async () => {
    const clock = new AbortController();
    const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(clock.signal);
    const timeUp = new Promise<never>((_, reject) => {
      clock.signal.addEventListener("abort", () => reject(clock.signal.reason as Error));
    });
    const stalled = new ReadableStream({ pull: () => timeUp });
    fetched.mockReturnValueOnce(timeUp).mockResolvedValueOnce(new Response(stalled));
    const answers = [askClaude("/"), askClaude("/")];
    clock.abort(new DOMException("The operation timed out", "TimeoutError"));
    expect(await Promise.all(answers)).toEqual(["claude_timeout", "claude_timeout"]);
    expect(timeout).toHaveBeenCalledWith(8_000);
  });

  it("is offline where nothing answers, or the answer breaks off", async () => {
    fetched.mockRejectedValueOnce(new TypeError("Failed to fetch"));
    expect(await askClaude("/")).toBe("claude_offline");
    const broken = new ReadableStream({ pull: () => Promise.reject(new TypeError("network error")) });
    fetched.mockResolvedValueOnce(new Response(broken));
    expect(await askClaude("/")).toBe("claude_offline");
  });
});
