/** Whoever reaches the gateway's port: replays, mutations, floods, slow and large bodies. Nothing happens, and memory stays. */
import { createServer, type RequestListener } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { fingerprint } from "../../src/core/claude/fingerprint.ts";
import { SESSION_KEY_VARIABLE } from "../../src/core/config/precedence.ts";
import { type Bytes, hex, random } from "../../src/core/pairing/bytes.ts";
import { newCode } from "../../src/core/pairing/code.ts";
import { helloRequest } from "../../src/core/pairing/hello.ts";
import { fileTree } from "../helpers/file-tree.ts";
import { CHROME_ORIGIN, pairBrowser, pairingPage, send, type Route } from "../helpers/gateway-client.ts";
import { KEY_TEXT, OTHER_KEY_TEXT } from "../helpers/keys.ts";
import { pairedGateway, pluginGateway } from "../helpers/plugin-gateway.ts";
import { until } from "../helpers/world/until.ts";
import { memoryHeld } from "./memory.ts";
import { count, NO_HURRY } from "./variables.ts";

const REPLAYS = count("CLAWKEY_REPLAYS", 10_000);
const BODIES = count("CLAWKEY_BODIES", 5_000);
const SALT = "0123456789abcdef0123456789abcdef";
const AT_ONCE = 16;
const MAX_GROWTH = 12 * 1024 * 1024;

const tellAll = async () => true;
const put = (key: string) => ({ op: "put", key, keep: true });

/** Calls `work` with each number below `total`, some at once. */
async function each(total: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const one = async () => {
    for (let n = next++; n < total; n = next++) await work(n);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const shapeOf = ({ status, body, reader, headers }: Awaited<ReturnType<typeof send>>) =>
  JSON.stringify({ status, body: [...body], reader, headers });

it(
  `${REPLAYS.toLocaleString("en")} replays and mutations have no effect, and one shape of refusal`,
  { timeout: NO_HURRY },
  async () => {
    const { gateway, browser } = await pairedGateway({}, undefined, tellAll);
    const recorded: Bytes[] = [];
    for (let n = 0; n < 20; n++) {
      const { body } = await browser.seal(n % 2 === 0 ? put(KEY_TEXT) : { op: "remove", only: null });
      expect((await send(gateway.url, "msg", body, CHROME_ORIGIN)).status).toBe(200);
      recorded.push(body);
    }
    // Never sent: each byte of it is right but the changed one.
    const { body: unsent } = await browser.seal(put(KEY_TEXT));
    await browser.ask(put(OTHER_KEY_TEXT));
    const [before, { counter }] = [fileTree(gateway.home.folder), (await browser.hello())!];
    const shapes = new Set<string>();
    await each(REPLAYS, async (n) => {
      const body = n % 2 === 0 ? recorded[n % 20]! : changed(unsent, n);
      shapes.add(shapeOf(await send(gateway.url, "msg", body, CHROME_ORIGIN)));
    });
    expect([...shapes]).toHaveLength(1);
    expect(JSON.parse([...shapes][0]!)).toMatchObject({ status: 400, body: [1, 0] });
    expect(fileTree(gateway.home.folder)).toEqual(before);
    expect(gateway.host.environment[SESSION_KEY_VARIABLE]).toBe(OTHER_KEY_TEXT);
    expect((await browser.hello())!.counter).toBe(counter);
  },
);

/** A bit flipped, cut off, a byte more, two bytes swapped with random ones. */
function changed(body: Bytes, n: number): Bytes {
  const at = (n * 7) % body.length;
  if (n % 8 === 1) return body.slice(0, at);
  if (n % 8 === 3) return Uint8Array.from([...body, n & 255]);
  return body.with(at, body[at]! ^ (1 << (n % 7)));
}

it(
  `${BODIES.toLocaleString("en")} hostile bodies are refused, and no memory stays with them`,
  { timeout: NO_HURRY },
  async () => {
    const { gateway, browser } = await pairedGateway({}, undefined, tellAll);
    await browser.ask(put(KEY_TEXT));
    const id = Uint8Array.from(Buffer.from(browser.id, "hex"));
    const { point } = (await browser.hello())!;
    const epoch = new Uint8Array(await crypto.subtle.digest("SHA-256", point)).slice(0, 8);
    await gateway.newCode();
    const before = fileTree(gateway.home.folder);
    const lengths: Record<Route, number> = { pair: 115, hello: 66, msg: 300 };
    const hostile = (n: number): [Route, Bytes] => {
      const route = (["pair", "hello", "msg"] as const)[n % 3]!;
      const body = random(n % 2 === 0 ? lengths[route] : Math.floor(Math.random() * 2_000));
      body.set([1, { pair: 1, hello: 2, msg: 3 }[route]].slice(0, body.length));
      // Half of them name a browser that is paired, and the process that runs.
      if (n % 4 < 2 && body.length >= 66) body.set(id, 2);
      if (n % 4 === 0 && route === "msg" && body.length >= 99) {
        body.set(epoch, 18);
        body.set(point, 34);
      }
      return [route, body];
    };
    const round = async (total: number) => {
      const statuses = new Set<number>();
      await each(total, async (n) => {
        statuses.add((await send(gateway.url, ...hostile(n), CHROME_ORIGIN)).status);
      });
      expect([...statuses]).toEqual([400]);
    };
    await round(Math.min(2_000, BODIES));
    const held = await memoryHeld();
    const started = performance.now();
    await round(BODIES);
    const grown = (await memoryHeld()) - held;
    console.log("hostile bodies", {
      BODIES,
      grownBytes: grown,
      seconds: Math.round((performance.now() - started) / 1000),
    });
    expect(grown).toBeLessThan(MAX_GROWTH);
    expect(fileTree(gateway.home.folder)).toEqual(before);
    expect(await browser.ask({ op: "status", salt: SALT })).toMatchObject({
      key: { fingerprint: await fingerprint(KEY_TEXT, SALT) },
    });
  },
);

it("200 slow bodies keep no paired browser waiting, and are gone after five seconds", async () => {
  const { gateway, browser } = await pairedGateway();
  const { port } = new URL(gateway.url);
  let closed = 0;
  for (let n = 0; n < 200; n++) {
    const socket = connect(Number(port), "127.0.0.1")
      .on("error", () => {})
      .on("close", () => closed++)
      .resume();
    socket.write("POST /clawkey/v1/msg HTTP/1.1\r\nHost: x\r\nContent-Length: 600\r\n\r\nab");
    onTestFinished(() => void socket.destroy());
  }
  await sleep(300);
  const started = performance.now();
  expect(await browser.ask(put(KEY_TEXT))).toMatchObject({ ok: true });
  const took = performance.now() - started;
  console.log("a put among slow bodies", { milliseconds: Math.round(took) });
  expect(took).toBeLessThan(1_000);
  // The last ones wait for their second.
  await until("the slow ones gone", () => closed === 200, 9_000);
});

it("Ten megabytes are refused unread, also where no length says so", async () => {
  const { gateway, browser } = await pairedGateway();
  const held = await memoryHeld();
  const large = Buffer.alloc(10 * 1024 * 1024, "c");
  const chunked = () =>
    new ReadableStream({
      pull(controller) {
        controller.enqueue(large.subarray(0, 65_536));
      },
    });
  const bodies = Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? large : chunked()));
  const started = performance.now();
  const outcomes = await Promise.all(
    bodies.map((body) =>
      fetch(`${gateway.url}/clawkey/v1/msg`, { method: "POST", body, duplex: "half" } as RequestInit).then(
        ({ status }) => status,
        () => "closed",
      ),
    ),
  );
  expect(performance.now() - started).toBeLessThan(3_000);
  expect(outcomes.every((one) => one === 400 || one === "closed")).toBe(true);
  expect(await browser.ask(put(KEY_TEXT))).toMatchObject({ ok: true });
  expect((await memoryHeld()) - held).toBeLessThan(MAX_GROWTH);
});

it(
  "Seven tricks of a squatter on the port are no gateway, before pairing and after",
  { timeout: 60_000 },
  async () => {
    const { browser } = await pairedGateway();
    const seen: Buffer[] = [];
    const tricks: Record<string, (body: Buffer, response: Parameters<RequestListener>[1]) => void> = {
      html: (_, response) => response.end("<html>OpenClaw</html>"),
      "a key of its own": (_, response) =>
        response.end(
          Buffer.concat([
            Buffer.from([1, 1, 1]),
            Buffer.from(browser.id.repeat(5), "hex").subarray(0, 65),
            random(32),
          ]),
        ),
      "right lengths": (body, response) =>
        response.end(Buffer.concat([body.subarray(0, 2), random(body.length === 66 ? 106 : 98)])),
      echo: (body, response) => response.end(body),
      "ten megabytes": (_, response) => response.end(Buffer.alloc(10 * 1024 * 1024)),
      redirect: (_, response) => response.writeHead(307, { location: "http://127.0.0.1:9/" }).end(),
      silence: (_, response) => setTimeout(() => response.destroy(), 2_000),
    };
    const code = await newCode();
    const page = await pairingPage(code);
    for (const [name, trick] of Object.entries(tricks)) {
      const url = await serve((request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => {
          const body = Buffer.concat(chunks);
          seen.push(body);
          trick(body, response);
        });
      });
      const answered = await send(url, "pair", page.request, CHROME_ORIGIN).catch(() => null);
      expect(answered && (await page.agree(answered.body)), name).toBeNull();
      const hello = await helloRequest(browser.secret, Uint8Array.from(Buffer.from(browser.id, "hex")));
      const { readHelloAnswer } = await import("../../src/core/pairing/hello.ts");
      const told = await send(url, "hello", hello, CHROME_ORIGIN).catch(() => null);
      expect(told && (await readHelloAnswer(browser.secret, hello, told.body)), name).toBeNull();
    }
    const all = Buffer.concat(seen).toString("latin1");
    expect(all).not.toContain(code);
    expect(seen.length).toBeGreaterThanOrEqual(14);
  },
);

it("A proxy in between, that records all and changes some, learns no key and changes nothing", async () => {
  const gateway = await pluginGateway({}, undefined, tellAll);
  const wire: string[] = [];
  let tamper = false;
  const proxy = await serve((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    const pass = async () => {
      const body = Buffer.concat(chunks);
      const route = request.url!.replace("/clawkey/v1/", "");
      const answered = await send(gateway.url, route, Uint8Array.from(body), request.headers.origin);
      const back = Buffer.from(answered.body);
      wire.push(body.toString("latin1"), back.toString("latin1"), JSON.stringify(request.headers));
      if (tamper) back[Math.floor(Math.random() * back.length)]! ^= 1;
      response.writeHead(answered.status).end(back);
    };
    request.on("end", () => void pass());
  });
  const code = await gateway.newCode();
  const browser = await pairBrowser(proxy, code);
  for (let n = 0; n < 20; n++)
    expect(await browser.ask(put(n % 2 === 0 ? KEY_TEXT : OTHER_KEY_TEXT))).toMatchObject({ ok: true });
  expect(wire.length).toBeGreaterThan(60);
  const secret = JSON.parse(
    Buffer.from(fileTree(gateway.state)["clawkey/pairings.json"]!.split(" ")[2]!, "base64").toString(),
  ).browsers[0].secret as string;
  const recorded = wire.join("\n");
  for (const word of ["canary", "second", "sk-ant", code, Buffer.from(secret, "hex").toString("latin1")])
    expect(recorded).not.toContain(word);
  expect(hex(new Uint8Array(Buffer.from(secret, "hex")))).toBe(secret);
  tamper = true;
  for (let n = 0; n < 50; n++) expect(await browser.ask({ op: "show" })).toBeNull();
});
