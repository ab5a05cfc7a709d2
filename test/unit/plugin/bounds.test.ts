/** What the gateway takes from strangers, with smaller numbers than its own where time is in it. */
import { createServer } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { bodyReader, failureLimiter } from "../../../src/plugin/bounds.ts";
import { CHROME_ORIGIN, send } from "../../helpers/gateway-client.ts";
import { pairedGateway } from "../../helpers/plugin-gateway.ts";
import { until } from "../../helpers/world/until.ts";

/** A server that only reads bodies: how long each was, or null. */
async function reading(bounds: Partial<Parameters<typeof bodyReader>[0]> = {}) {
  const read = bodyReader({ bytes: 16_384, ms: 5_000, open: 32, ...bounds });
  const outcomes: (number | null)[] = [];
  const server = createServer((request, response) => {
    const answer = async () => {
      const body = await read(request);
      outcomes.push(body && body.length);
      response.end();
    };
    void answer();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const sockets: Socket[] = [];
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  /** A request whose head is sent, and as much of its body as is given. */
  const open = (head: string, body: string | Buffer = "") => {
    const socket = connect(port, "127.0.0.1").on("error", () => {});
    sockets.push(socket);
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\n${head}\r\n\r\n`);
    socket.write(body);
    return socket;
  };
  const settled = (count: number) => until("the outcomes", () => outcomes.length >= count, 3_000);
  return { outcomes, open, settled };
}

describe("A body", () => {
  it("is read up to its bound, with a length before it or without", async () => {
    const { outcomes, open, settled } = await reading();
    open("Content-Length: 16384", Buffer.alloc(16_384));
    await settled(1);
    open("Transfer-Encoding: chunked", `4000\r\n${"x".repeat(16_384)}\r\n0\r\n\r\n`);
    await settled(2);
    open("Transfer-Encoding: chunked", `4001\r\n${"x".repeat(16_385)}\r\n`);
    await settled(3);
    // Not one byte of it is waited for.
    open("Content-Length: 16385");
    await settled(4);
    open("Content-Length: 0");
    await settled(5);
    expect(outcomes).toEqual([16_384, 16_384, null, null, 0]);
  });

  it("that does not come is waited for so long, and one that breaks off not at all", async () => {
    const { outcomes, open, settled } = await reading({ ms: 200 });
    const started = performance.now();
    open("Content-Length: 10", "12345");
    await settled(1);
    expect(performance.now() - started).toBeGreaterThanOrEqual(190);
    const socket = open("Content-Length: 10", "12345");
    await sleep(50);
    const broken = performance.now();
    socket.destroy();
    await settled(2);
    expect(performance.now() - broken).toBeLessThan(140);
    expect(outcomes).toEqual([null, null]);
  });

  it("that is slow makes way for the next one, the oldest first", async () => {
    const { outcomes, open, settled } = await reading({ open: 2 });
    open("Content-Length: 1");
    await sleep(30);
    const second = open("Content-Length: 2");
    await sleep(30);
    open("Content-Length: 3", "abc");
    await settled(2);
    expect(outcomes).toEqual([null, 3]);
    second.write("ab");
    await settled(3);
    expect(outcomes).toEqual([null, 3, 2]);
  });
});

describe("Failures", () => {
  it("are told at once thirty times a minute, then later, and beyond a number not at all", async () => {
    let now = 0;
    const mayTell = failureLimiter({ perMinute: 30, delayMs: 50, waiting: 3 }, () => now);
    for (let n = 0; n < 30; n++) {
      const told = await Promise.race([mayTell(), sleep(20, "late")]);
      expect(told).toBe(true);
    }
    const more = Array.from({ length: 5 }, mayTell);
    await expect(Promise.race([more[0], sleep(20, "late")])).resolves.toBe("late");
    expect(await Promise.all(more)).toEqual([true, true, true, false, false]);
    // A page that asks every two seconds is never late.
    for (let n = 0; n < 3; n++) {
      now += 2_000;
      await expect(Promise.race([mayTell(), sleep(20, "late")])).resolves.toBe(true);
    }
    await expect(Promise.race([mayTell(), sleep(20, "late")])).resolves.toBe("late");
  });

  it("slow no paired browser down", async () => {
    const { gateway, browser } = await pairedGateway();
    const flood = Array.from({ length: 200 }, (_, n) =>
      send(gateway.url, "msg", crypto.getRandomValues(new Uint8Array(200 + n)), CHROME_ORIGIN).then(
        ({ status }) => status,
        () => "closed",
      ),
    );
    await sleep(100);
    const started = performance.now();
    expect(await browser.ask({ op: "show" })).toMatchObject({ ok: true });
    expect(performance.now() - started).toBeLessThan(800);
    const told = await Promise.all(flood);
    expect(told.filter((one) => one === 400).length).toBeLessThanOrEqual(30 + 16);
    expect(told).toContain("closed");
    expect(told.every((one) => one === 400 || one === "closed")).toBe(true);
  });
});
