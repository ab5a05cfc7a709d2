/** The gateway's way in, over HTTP: pairing, hello, sealed requests, and refusals that all look alike. */
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { newCode } from "../../../src/core/pairing/code.ts";
import { openAnswer } from "../../../src/core/pairing/message.ts";
import { SESSION_KEY_VARIABLE } from "../../../src/core/config/precedence.ts";
import { helloRequest } from "../../../src/core/pairing/hello.ts";
import { browserId } from "../../../src/core/pairing/pair.ts";
import {
  browserWith,
  CHROME_ORIGIN,
  FIREFOX_ORIGIN,
  pairBrowser,
  pairingPage,
  send,
} from "../../helpers/gateway-client.ts";
import { KEY_TEXT, OTHER_KEY_TEXT } from "../../helpers/keys.ts";
import { pairedGateway, pluginGateway, type PluginGateway } from "../../helpers/plugin-gateway.ts";

const SALT = "0123456789abcdef0123456789abcdef";
const REFUSED = { status: 400, body: Uint8Array.of(1, 0) };
const STRANGER = `chrome-extension://${"b".repeat(32)}`;

const put = (key: string, more: object = {}) => ({ op: "put", key, keep: false, ...more });
const fileOf = ({ state }: PluginGateway, name: string) => path.join(state, "clawkey", `${name}.json`);

describe("Pairing", () => {
  it("ends with a secret that both hold, the code used and its file gone", async () => {
    const { gateway, browser } = await pairedGateway();
    expect(await browser.ask({ op: "status", salt: SALT })).toMatchObject({
      ok: true,
      version: "0.1.0",
      openclaw: "2026.9.6",
      host: "testhost",
      browsers: 1,
      key: null,
    });
    expect(existsSync(fileOf(gateway, "pending"))).toBe(false);
    const pairings = JSON.parse(readFileSync(fileOf(gateway, "pairings"), "utf8"));
    expect(pairings.browsers).toMatchObject([{ id: browser.id, origin: CHROME_ORIGIN }]);
    expect(pairings.used).toEqual([pairings.browsers[0].code]);
    expect(statSync(fileOf(gateway, "pairings")).mode & 0o777).toBe(0o600);
    expect(statSync(path.join(gateway.state, "clawkey")).mode & 0o777).toBe(0o700);
  });

  it("notes nothing before the hello that proves the secret", async () => {
    const gateway = await pluginGateway();
    const page = await pairingPage(await gateway.newCode());
    const answered = await send(gateway.url, "pair", page.request, CHROME_ORIGIN);
    expect(answered).toMatchObject({ status: 200, reader: CHROME_ORIGIN });
    const secret = (await page.agree(answered.body))!;
    expect(existsSync(fileOf(gateway, "pairings"))).toBe(false);
    const id = await browserId(secret);
    const forged = await helloRequest(secret, id);
    forged[65]! ^= 1;
    expect(await send(gateway.url, "hello", forged, CHROME_ORIGIN)).toMatchObject(REFUSED);
    expect(await send(gateway.url, "hello", await helloRequest(secret, id), STRANGER)).toMatchObject(REFUSED);
    expect(existsSync(fileOf(gateway, "pairings"))).toBe(false);
    expect(await (await browserWith(gateway.url, secret)).hello()).toMatchObject({ version: 1, counter: 0n });
    expect(existsSync(fileOf(gateway, "pairings"))).toBe(true);
  });

  it("answers the same request the same, also once the code is used", async () => {
    const gateway = await pluginGateway();
    const page = await pairingPage(await gateway.newCode());
    const ask = async () => (await send(gateway.url, "pair", page.request, CHROME_ORIGIN)).body;
    const [first, second] = await Promise.all([ask(), ask()]);
    expect(second).toEqual(first);
    expect(await ask()).toEqual(first);
    await (await browserWith(gateway.url, (await page.agree(first))!)).hello();
    expect(await ask()).toEqual(first);
    await gateway.restart();
    expect(await ask()).toEqual(REFUSED.body);
  });

  it("keeps four agreements that are not finished, and lets the oldest go", async () => {
    const gateway = await pluginGateway();
    const code = await gateway.newCode();
    const secrets: CryptoKey[] = [];
    for (let n = 0; n < 5; n++) {
      const page = await pairingPage(code);
      secrets.push((await page.agree((await send(gateway.url, "pair", page.request, CHROME_ORIGIN)).body))!);
    }
    expect(await (await browserWith(gateway.url, secrets[0]!)).hello()).toBeNull();
    expect(await (await browserWith(gateway.url, secrets[1]!)).hello()).toMatchObject({ version: 1 });
  });

  it("tells a page whose code another browser has used, and nobody else", async () => {
    const gateway = await pluginGateway();
    const code = await gateway.newCode();
    const mine = await pairingPage(code, FIREFOX_ORIGIN);
    await pairBrowser(gateway.url, code, STRANGER);
    expect(await send(gateway.url, "pair", mine.request, FIREFOX_ORIGIN)).toMatchObject({
      ...REFUSED,
      reader: FIREFOX_ORIGIN,
    });
    // The proof binds the origin: nobody else learns it by sending the same bytes.
    expect(await send(gateway.url, "pair", mine.request, "https://evil.example")).toMatchObject({
      ...REFUSED,
      reader: null,
    });
    const unknown = await pairingPage(await newCode(), FIREFOX_ORIGIN);
    expect(await send(gateway.url, "pair", unknown.request, FIREFOX_ORIGIN)).toMatchObject({
      ...REFUSED,
      reader: null,
    });
  });

  it("refuses a request that another page sends, and one under another code", async () => {
    const gateway = await pluginGateway();
    const page = await pairingPage(await gateway.newCode());
    for (const origin of ["https://evil.example", STRANGER, "null", undefined])
      expect(await send(gateway.url, "pair", page.request, origin)).toMatchObject({
        ...REFUSED,
        reader: null,
      });
    const other = await pairingPage(await newCode());
    expect(await send(gateway.url, "pair", other.request, CHROME_ORIGIN)).toMatchObject(REFUSED);
  });

  it("pairs no browser whose code was taken back before its hello", async () => {
    const gateway = await pluginGateway();
    const page = await pairingPage(await gateway.newCode());
    const secret = (await page.agree((await send(gateway.url, "pair", page.request, CHROME_ORIGIN)).body))!;
    rmSync(fileOf(gateway, "pending"));
    expect(await (await browserWith(gateway.url, secret)).hello()).toBeNull();
    expect(existsSync(fileOf(gateway, "pairings"))).toBe(false);
  });

  it("answers a hello that came twice at once both times", async () => {
    const gateway = await pluginGateway();
    const page = await pairingPage(await gateway.newCode());
    const secret = (await page.agree((await send(gateway.url, "pair", page.request, CHROME_ORIGIN)).body))!;
    const browser = await browserWith(gateway.url, secret);
    const answers = await Promise.all([browser.hello(), browser.hello()]);
    expect(answers.map((answer) => answer?.version)).toEqual([1, 1]);
    expect(JSON.parse(readFileSync(fileOf(gateway, "pairings"), "utf8")).browsers).toHaveLength(1);
  });
});

describe("Sealed requests", () => {
  it("put a key into the environment, and take it out", async () => {
    const { gateway, browser } = await pairedGateway();
    expect(await browser.ask(put(KEY_TEXT))).toEqual({ ok: true, changed: true, path: null });
    expect(gateway.host.environment[SESSION_KEY_VARIABLE]).toBe(KEY_TEXT);
    expect(await browser.ask(put(KEY_TEXT))).toEqual({ ok: true, changed: false, path: null });
    expect(await browser.ask({ op: "remove", only: null })).toEqual({ ok: true, changed: true, copies: [] });
    expect(gateway.host.environment).not.toHaveProperty(SESSION_KEY_VARIABLE);
  });

  it("do nothing a second time, also after a reload within the process", async () => {
    const { gateway, browser } = await pairedGateway();
    const { body } = await browser.seal(put(KEY_TEXT));
    expect((await send(gateway.url, "msg", body, CHROME_ORIGIN)).status).toBe(200);
    await browser.ask(put(OTHER_KEY_TEXT));
    expect(await send(gateway.url, "msg", body, CHROME_ORIGIN)).toMatchObject(REFUSED);
    await gateway.reload();
    expect(await send(gateway.url, "msg", body, CHROME_ORIGIN)).toMatchObject(REFUSED);
    expect(gateway.host.environment[SESSION_KEY_VARIABLE]).toBe(OTHER_KEY_TEXT);
    expect((await browser.hello())?.counter).toBe(2n);
  });

  it("are done once where they come twice in the same moment", async () => {
    const { gateway, browser } = await pairedGateway();
    const { body } = await browser.seal(put(KEY_TEXT));
    const both = await Promise.all([1, 2].map(() => send(gateway.url, "msg", body, CHROME_ORIGIN)));
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 400]);
  });

  it("are refused under the point of a process that has ended", async () => {
    const { gateway, browser } = await pairedGateway();
    const { body } = await browser.seal(put(KEY_TEXT));
    const before = (await browser.hello())!.point;
    await gateway.restart();
    expect(await send(gateway.url, "msg", body, CHROME_ORIGIN)).toMatchObject(REFUSED);
    expect(gateway.host.environment).not.toHaveProperty(SESSION_KEY_VARIABLE);
    expect((await browser.hello())!.point).not.toEqual(before);
    expect(await browser.ask(put(KEY_TEXT))).toMatchObject({ ok: true, changed: true });
  });

  it("lose no counter while the pairings can't be read", async () => {
    const { gateway, browser } = await pairedGateway();
    const { body } = await browser.seal(put(KEY_TEXT));
    expect((await send(gateway.url, "msg", body, CHROME_ORIGIN)).status).toBe(200);
    await browser.ask({ op: "remove", only: null });
    const text = readFileSync(fileOf(gateway, "pairings"), "utf8");
    writeFileSync(fileOf(gateway, "pairings"), text.slice(0, 40));
    expect(await send(gateway.url, "msg", body, CHROME_ORIGIN)).toMatchObject({ ...REFUSED, reader: null });
    writeFileSync(fileOf(gateway, "pairings"), text);
    expect(await send(gateway.url, "msg", body, CHROME_ORIGIN)).toMatchObject(REFUSED);
    expect(gateway.host.environment).not.toHaveProperty(SESSION_KEY_VARIABLE);
    expect((await browser.hello())?.counter).toBe(2n);
  });

  it("are answered for the browser that sealed them, and for no other request", async () => {
    const { gateway, browser } = await pairedGateway();
    const [one, other] = [await browser.seal({ op: "show" }), await browser.seal({ op: "show" })];
    const answered = await send(gateway.url, "msg", one.body, CHROME_ORIGIN);
    await expect(openAnswer(one.exchange, answered.body)).resolves.toMatchObject({ ok: true });
    await expect(openAnswer(other.exchange, answered.body)).rejects.toThrow();
  });

  it.each([
    [{ op: "key" }],
    [{ op: "__proto__" }],
    [{ op: "put", key: KEY_TEXT }],
    [{ op: "status", salt: "short" }],
    [[]],
    [{ op: "numbers" }],
  ])("that are unknown or broken get an authenticated word: %j", async (content) => {
    const { gateway, browser } = await pairedGateway();
    expect(await browser.ask(content)).toEqual({ ok: false, code: "request_invalid" });
    expect(await browser.ask(put("sk-ant-oat01-" + "o".repeat(90)))).toEqual({
      ok: false,
      code: "key_is_oauth_token",
    });
    expect(gateway.host.environment).not.toHaveProperty(SESSION_KEY_VARIABLE);
  });

  it("never carry the key back", async () => {
    const { browser } = await pairedGateway();
    const answers = [
      await browser.ask(put(KEY_TEXT, { keep: true })),
      await browser.ask({ op: "status", salt: SALT }),
      await browser.ask({ op: "show" }),
      await browser.ask({ op: "remove", only: { salt: SALT, fingerprint: SALT } }),
    ];
    expect(answers).not.toContain(null);
    expect(JSON.stringify(answers)).not.toContain("canary");
  });

  it("end with internal_error and no word of it where ours is at fault", async () => {
    const said: unknown[] = [];
    const { error } = console;
    console.error = (...words: unknown[]) => void said.push(...words);
    try {
      const { browser } = await pairedGateway({ show: () => Promise.reject(new Error(KEY_TEXT)) });
      expect(await browser.ask({ op: "show" })).toEqual({ ok: false, code: "internal_error" });
    } finally {
      console.error = error;
    }
    expect(said.join()).toContain("internal_error");
    expect(said.join()).not.toContain("canary");
  });
});

describe("A forgotten browser", () => {
  it("is refused at once, though another program has forgotten it", async () => {
    const { gateway, browser } = await pairedGateway();
    const other = await pairBrowser(gateway.url, await gateway.newCode());
    const { forgetBrowser } = await import("../../../src/plugin/pairings.ts");
    expect(await forgetBrowser(gateway.state, browser.id)).toMatchObject({ forgotten: { id: browser.id } });
    expect(await browser.ask({ op: "status", salt: SALT })).toBeNull();
    expect(await other.ask({ op: "status", salt: SALT })).toMatchObject({ browsers: 1 });
    expect(await forgetBrowser(gateway.state, browser.id)).toEqual({ ok: true, forgotten: null });
  });

  it("is told in the same two bytes as a stranger, and its page may read them only while another has its origin", async () => {
    const { gateway, browser } = await pairedGateway();
    const { body } = await browser.seal({ op: "show" });
    const { forgetBrowser } = await import("../../../src/plugin/pairings.ts");
    await forgetBrowser(gateway.state, browser.id);
    expect(await send(gateway.url, "msg", body, CHROME_ORIGIN)).toMatchObject({ ...REFUSED, reader: null });
  });
});

describe("Refusals", () => {
  it("all look alike, whatever was wrong", async () => {
    const { gateway, browser } = await pairedGateway();
    const { body } = await browser.seal(put(KEY_TEXT));
    const shapes = new Set<string>();
    for (const [route, bytes] of [
      ["pair", Uint8Array.of()],
      ["pair", body],
      ["hello", crypto.getRandomValues(new Uint8Array(66))],
      ["msg", body.with(40, body[40]! ^ 1)],
      ["msg", body.with(120, body[120]! ^ 1)],
      ["msg", Uint8Array.of(1, 3)],
      ["msg", crypto.getRandomValues(new Uint8Array(600))],
      ["other", Uint8Array.of(1)],
      ["msg?x", body],
      ["", Uint8Array.of()],
    ] as const) {
      const { status, body: said, reader, headers } = await send(gateway.url, route, bytes, STRANGER);
      shapes.add(JSON.stringify({ status, said: [...said], reader, headers }));
    }
    expect(shapes.size).toBe(1);
    expect(gateway.host.environment).not.toHaveProperty(SESSION_KEY_VARIABLE);
  });

  it.each(["GET", "OPTIONS", "PUT", "HEAD"])(
    "meet %s too, a question of a browser's before a request included",
    async (method) => {
      const gateway = await pluginGateway();
      await pairBrowser(gateway.url, await gateway.newCode());
      const response = await fetch(`${gateway.url}/clawkey/v1/msg`, {
        method,
        headers: { origin: STRANGER },
      });
      expect(response.status).toBe(400);
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
      expect(response.headers.get("access-control-allow-methods")).toBeNull();
    },
  );

  it("can be read by pages of a paired browser's origin only", async () => {
    const { gateway, browser } = await pairedGateway();
    const { body } = await browser.seal(put(KEY_TEXT));
    const bad = body.with(120, body[120]! ^ 1);
    expect(await send(gateway.url, "msg", bad, CHROME_ORIGIN)).toMatchObject({
      ...REFUSED,
      reader: CHROME_ORIGIN,
    });
    for (const origin of ["https://evil.example", STRANGER, "null", `${CHROME_ORIGIN}/`, undefined])
      expect(await send(gateway.url, "msg", body, origin)).toMatchObject({ ...REFUSED, reader: null });
    expect(gateway.host.environment).not.toHaveProperty(SESSION_KEY_VARIABLE);
    expect(await send(gateway.url, "msg", body, CHROME_ORIGIN)).toMatchObject({ status: 200 });
  });
});
