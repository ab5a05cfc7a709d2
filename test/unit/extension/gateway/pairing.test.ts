/** Pairing from the browser's end, with the plugin's own code at the other. */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { browser } from "wxt/browser";
import { load, save } from "../../../../src/extension/browser/storage.ts";
import { secrets } from "../../../../src/extension/browser/secrets.ts";
import { gatewayStatus, newPairing, pairWith } from "../../../../src/extension/gateway.ts";
import { readCode } from "../../../../src/core/pairing/code.ts";
import { writePending } from "../../../../src/plugin/pending.ts";
import { GATEWAY } from "../../../helpers/fake-openclaw.ts";
import { CHROME_ORIGIN, FIREFOX_ORIGIN, pairBrowser } from "../../../helpers/gateway-client.ts";
import { useEnglish } from "../../../helpers/fake-words.ts";
import { freshBrowser, paired, resultOf } from "../../../helpers/paired-browser.ts";
import { pluginGateway, type PluginGateway } from "../../../helpers/plugin-gateway.ts";

let sent: Awaited<ReturnType<typeof freshBrowser>>;

beforeEach(async () => {
  sent = await freshBrowser();
  // Only the pauses between two questions are none.
  const real = setTimeout;
  vi.stubGlobal("setTimeout", (run: () => void, ms: number) => real(run, ms === 2_000 ? 0 : ms));
});

/** Whatever it is asked, it answers so. */
async function other(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Looks until it has been told so often, and then gives up. */
async function waitAt(url: string, times: number) {
  const { code } = await newPairing();
  const stop = new AbortController();
  const told: string[] = [];
  const result = await pairWith(
    url,
    code,
    (waits) => {
      told.push(waits);
      if (told.length === times) stop.abort();
    },
    stop.signal,
  );
  return { code, told, result };
}

const lay = async ({ state }: PluginGateway, code: string) =>
  resultOf(await writePending(state, (await readCode(code))!));

const running = () => new AbortController().signal;

describe("A page that pairs", () => {
  it("goes on by itself once the code is there, and then knows gateway, host and digits", async () => {
    const gateway = await pluginGateway();
    const { code, line } = await newPairing();
    const pair = "openclaw clawkey pair --json=off";
    expect(line).toBe(`openclaw plugins install ./dist/clawkey.tgz; echo ${code} | ${pair}`);
    const told: string[] = [];
    const pairing = pairWith(
      gateway.url,
      code,
      (waits) => {
        told.push(waits);
        if (told.length === 3) void lay(gateway, code);
      },
      running(),
    );
    const place = resultOf(await pairing);
    expect(place).toMatchObject({
      kind: "gateway",
      path: gateway.url,
      host: "testhost",
      openclaw: "2026.9.6",
    });
    expect(place.digits).toMatch(/^\d{4}$/);
    expect(new Set(told)).toEqual(new Set(["something"]));
    const { ok: _, ...stored } = place;
    expect((await load()).settings).toMatchObject({ target: "gateway", gateway: stored });
    expect(await gatewayStatus()).toMatchObject({ ok: true, browsers: 1, key: null });
    const asked = sent.filter(({ url }) => url.endsWith("/pair")).map(({ body }) => Buffer.from(body!));
    expect(asked.length).toBeGreaterThan(3);
    for (const bytes of asked) expect(bytes.equals(asked[0]!)).toBe(true);
    expect(asked[0]!.includes(Buffer.from((await readCode(code))!))).toBe(false);
  });

  it("keeps a secret that no script can read", async () => {
    const place = await paired(await pluginGateway());
    const secret = (await secrets.kept(place.id))!;
    expect(secret.extractable).toBe(false);
    await expect(crypto.subtle.exportKey("raw", secret)).rejects.toThrow();
    expect(JSON.stringify(await load())).not.toContain("secret");
  });

  it("tells apart that nothing listens and that something does", async () => {
    const gone = await other(() => {});
    expect((await waitAt(gone.replace(/\d+$/, "1"), 2)).told).toEqual(["nothing", "nothing"]);
    const html = await other((_, response) => response.end("<title>OpenClaw</title>"));
    expect((await waitAt(html, 2)).told).toEqual(["something", "something"]);
  });

  it("ends where another browser used the code", async () => {
    const gateway = await pluginGateway();
    const { code } = await newPairing();
    await lay(gateway, code);
    await pairBrowser(gateway.url, code, FIREFOX_ORIGIN);
    const result = await pairWith(gateway.url, code, () => {}, running());
    expect(result).toEqual({ ok: false, code: "pairing_code_taken" });
    expect((await load()).settings.gateway).toBeNull();
  });

  it("waits on where another profile of the same browser is paired already: its code may still come", async () => {
    const gateway = await pluginGateway();
    await pairBrowser(gateway.url, await gateway.newCode(), CHROME_ORIGIN);
    const { told, result } = await waitAt(gateway.url, 3);
    expect(told).toEqual(["something", "something", "something"]);
    expect(result).toBeNull();
  });

  it("ends after ten minutes", async () => {
    const gateway = await pluginGateway();
    const { code } = await newPairing();
    const begin = Date.now();
    const clock = vi.spyOn(Date, "now");
    const result = await pairWith(gateway.url, code, () => clock.mockReturnValue(begin + 660_000), running());
    clock.mockRestore();
    expect(result).toEqual({ ok: false, code: "gateway_not_paired", detail: { address: gateway.url } });
  });

  it.each<[what: string, answer: RequestListener]>([
    ["a page", (_, response) => response.end("<title>Sign in</title>")],
    ["made-up bytes of the right length", (_, response) => response.end(Buffer.alloc(100, 1))],
    ["more than an answer has", (_, response) => response.end(Buffer.alloc(10 << 20, 1))],
    ["what it was sent", (request, response) => request.pipe(response)],
    [
      "a redirect",
      ({ method }, response) =>
        response.writeHead(method === "POST" ? 302 : 200, { location: "/other" }).end(),
    ],
  ])("is taken in by nobody who answers with %s", async (_, answer) => {
    const url = await other((request, response) => {
      response.setHeader("access-control-allow-origin", CHROME_ORIGIN);
      answer(request, response);
    });
    const { told, result, code } = await waitAt(url, 2);
    expect([told, result]).toEqual([["something", "something"], null]);
    expect((await load()).settings.gateway).toBeNull();
    const spoken = Buffer.concat(sent.map(({ body }) => body ?? new Uint8Array()));
    expect(spoken.includes(Buffer.from((await readCode(code))!))).toBe(false);
  });

  it.each(["pair", "hello"])("comes to its end where the answer to its %s is lost", async (route) => {
    const gateway = await pluginGateway();
    const through = globalThis.fetch;
    let lost = 0;
    vi.stubGlobal("fetch", async (url: string, how: RequestInit) => {
      const response = await through(url, how);
      if (url.endsWith(`/${route}`) && lost++ < 2) throw new TypeError("Failed to fetch");
      return response;
    });
    const place = await paired(gateway);
    expect(lost).toBeGreaterThan(2);
    expect(await gatewayStatus()).toMatchObject({ ok: true, browsers: 1 });
    expect((await load()).settings.gateway?.id).toBe(place.id);
  });

  it("begins anew with a process that forgot its part", async () => {
    const gateway = await pluginGateway();
    const through = globalThis.fetch;
    let hellos = 0;
    vi.stubGlobal("fetch", async (url: string, how: RequestInit) => {
      if (url.endsWith("/hello") && hellos++ === 0) await gateway.restart();
      return through(url, how);
    });
    await paired(gateway);
    expect(await gatewayStatus()).toMatchObject({ ok: true, browsers: 1 });
  });

  it("stores nothing where consent ended meanwhile", async () => {
    const gateway = await pluginGateway();
    const code = await gateway.newCode();
    const through = globalThis.fetch;
    vi.stubGlobal("fetch", async (url: string, how: RequestInit) => {
      if (url.endsWith("/msg")) await save({ consent: null });
      return through(url, how);
    });
    const result = await pairWith(gateway.url, code, () => {}, running());
    expect(result).toEqual({ ok: false, code: "consent_missing" });
    expect((await load()).settings.gateway).toBeNull();
  });
});

it("a second pairing with an address takes the place of the first, whose key it may take out", async () => {
  const gateway = await pluginGateway();
  const first = await paired(gateway);
  await save({ written: [first, { ...GATEWAY, path: "http://127.0.0.1:1" }] });
  const second = await paired(gateway);
  expect(second.id).not.toBe(first.id);
  expect((await load()).written.map(({ id }) => id)).toEqual([GATEWAY.id, second.id]);
  expect(await secrets.kept(first.id)).toBeUndefined();
  expect(await secrets.kept(second.id)).toBeDefined();
});

it("the secret of a gateway that may still show numbers stays until they are out", async () => {
  useEnglish();
  const action = { setBadgeText: vi.fn(), setBadgeBackgroundColor: vi.fn(), setTitle: vi.fn() };
  Object.assign(browser, { action });
  const [old, next] = [await pluginGateway(), await pluginGateway()];
  const first = await paired(old);
  const unreachable = { ...first, path: "http://127.0.0.1:1" };
  const { settings } = await load();
  await save({ informed: [unreachable], settings: { ...settings, gateway: unreachable } });
  await paired(next);
  expect((await load()).informed.map(({ id }) => id)).toEqual([first.id]);
  expect(await secrets.kept(first.id)).toBeDefined();
});
