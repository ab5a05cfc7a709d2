/** What is said to a paired gateway, and what its answers come to. The other end is the plugin's own code. */
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { failure, type Result } from "../../../../src/core/messages/failures.ts";
import type { PairedGateway, Saved } from "../../../../src/extension/browser/records.ts";
import { secrets } from "../../../../src/extension/browser/secrets.ts";
import { gateway as destinationOf } from "../../../../src/extension/export/gateway.ts";
import { forgetBrowser } from "../../../../src/plugin/pairings.ts";
import * as plugin from "../../../../src/plugin/perform.ts";
import { SESSION_KEY_VARIABLE } from "../../../../src/core/config/precedence.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";
import { paired, pairedBrowser, SALT } from "../../../helpers/paired-browser.ts";
import type { PluginGateway } from "../../../helpers/plugin-gateway.ts";

const KEY = sessionKey(KEY_TEXT);
let scene: Awaited<ReturnType<typeof pairedBrowser>>;

beforeEach(async () => {
  scene = await pairedBrowser();
});

const put = (changes: Partial<PairedGateway> = {}): Promise<Result<Saved>> =>
  destinationOf({ ...scene.place, ...changes }).set(KEY);
const inUse = ({ host }: PluginGateway) => host.environment[SESSION_KEY_VARIABLE];
/** How often each route was asked since the last count. */
function count(): Record<string, number> {
  const routes = scene.sent.splice(0).map(({ url }) => new URL(url).pathname.replace("/clawkey/v1", ""));
  return Object.fromEntries([...new Set(routes)].map((one) => [one, routes.filter((r) => r === one).length]));
}
/** From now on the browser gets another's answer, or none. */
function answerWith(
  answer: (url: string, how: RequestInit, real: typeof fetch) => Promise<Response> | Response,
): void {
  const real = globalThis.fetch;
  vi.stubGlobal("fetch", (url: string, how: RequestInit) => answer(url, how, real));
}
const isTo = (url: string, route: string) => url.endsWith(`/${route}`);
/** A program that has the gateway's port now, and lets this extension read it. */
const squatter = (body: BodyInit | null, status = 200) => answerWith(() => new Response(body, { status }));

describe("A put", () => {
  it("is one round trip once the process is known, and two before", async () => {
    count();
    expect(await put()).toMatchObject({ ok: true, changed: true });
    expect(count()).toEqual({ "/msg": 1 });
    expect(await put()).toMatchObject({ ok: true, changed: false, path: scene.place.path });
    expect(inUse(scene.gateway)).toBe(KEY_TEXT);
    await scene.gateway.restart();
    count();
    expect(await put()).toMatchObject({ ok: true });
    expect(count()).toEqual({ "/hello": 1, "/msg": 2 });
  });

  it("names the process where the key is in its memory only", async () => {
    expect(await put()).not.toHaveProperty("process");
    const kept = await put({ keep: false });
    expect(kept).toMatchObject({ ok: true, process: expect.stringMatching(/^[0-9a-f]{16}$/) });
    const { process } = kept as Saved;
    expect(await destinationOf(scene.place).pulse()).toEqual({ ok: true, process });
    await scene.gateway.restart();
    const pulse = await destinationOf(scene.place).pulse();
    expect(pulse).toMatchObject({ ok: true, process: expect.not.stringMatching(process!) });
  });

  it("goes out sealed: its key is in nothing that was sent", async () => {
    await put();
    const spoken = Buffer.concat(scene.sent.map(({ body }) => body ?? new Uint8Array()));
    expect(spoken.length).toBeGreaterThan(600);
    expect(spoken.includes(Buffer.from(KEY_TEXT.slice(0, 24)))).toBe(false);
  });

  it("leaves alone what the user set there, until a word of the user's own", async () => {
    await scene.gateway.restart({ [SESSION_KEY_VARIABLE]: OTHER_KEY_TEXT });
    expect(await put()).toEqual(failure("environment_taken"));
    expect(await destinationOf(scene.place).status(SALT)).toMatchObject({
      problem: { code: "environment_taken" },
      effective: { fingerprint: await sessionKey(OTHER_KEY_TEXT).fingerprint(SALT) },
    });
    expect(await destinationOf(scene.place).set(KEY, "environment")).toMatchObject({ ok: true });
    expect(inUse(scene.gateway)).toBe(KEY_TEXT);
  });

  it.each([-1, 1])("needs no right clock: %s day off", async (days) => {
    await put();
    const clock = vi.spyOn(Date, "now").mockReturnValue(Date.now() + days * 86_400_000);
    onTestFinished(() => clock.mockRestore());
    expect(await put()).toMatchObject({ ok: true });
    clock.mockReturnValue(Date.now() - 2 * 86_400_000);
    expect(await destinationOf(scene.place).status(SALT)).toMatchObject({ ok: true });
  });

  it("of two tabs at once is two puts, and none is refused", async () => {
    await put();
    count();
    const keys = [KEY_TEXT, OTHER_KEY_TEXT].map(sessionKey);
    const results = await Promise.all(keys.map((key) => destinationOf(scene.place).set(key)));
    expect(results).toMatchObject([{ ok: true }, { ok: true }]);
    expect(count()).toEqual({ "/msg": 2 });
    expect(inUse(scene.gateway)).toBe(OTHER_KEY_TEXT);
  });
});

describe("Whatever stands in between,", () => {
  it("a lost answer is asked for again, and the key is there once", async () => {
    let lost = 0;
    answerWith(async (url, how, real) => {
      const response = await real(url, how);
      if (isTo(url, "msg") && lost++ === 0) throw new TypeError("Failed to fetch");
      return response;
    });
    expect(await put()).toMatchObject({ ok: true, changed: false });
    expect(inUse(scene.gateway)).toBe(KEY_TEXT);
  });

  it("nobody knows what became of a put that is answered by nobody, twice", async () => {
    answerWith((url, how, real) => {
      if (isTo(url, "msg")) throw new TypeError("Failed to fetch");
      return real(url, how);
    });
    const { path: address } = scene.place;
    expect(await put()).toEqual(failure("gateway_timeout", { address }));
  });

  it("a changed answer counts for nothing", async () => {
    answerWith(async (url, how, real) => {
      const response = await real(url, how);
      if (!isTo(url, "msg")) return response;
      const bytes = new Uint8Array(await response.arrayBuffer());
      bytes[bytes.length - 1]! ^= 1;
      return new Response(bytes);
    });
    expect(await put()).toMatchObject({ ok: false, code: "gateway_timeout" });
  });

  it("an old answer opens for no new request", async () => {
    const old = new Map<string, Uint8Array<ArrayBuffer>>();
    let replays = false;
    answerWith(async (url, how, real) => {
      const route = new URL(url).pathname;
      if (replays) return new Response(old.get(route));
      const response = await real(url, how);
      old.set(route, new Uint8Array(await response.clone().arrayBuffer()));
      return response;
    });
    await destinationOf(scene.place).pulse();
    await put();
    replays = true;
    const { path: address } = scene.place;
    expect(await destinationOf(scene.place).set(sessionKey(OTHER_KEY_TEXT))).toEqual(
      failure("gateway_other", { address }),
    );
    expect(inUse(scene.gateway)).toBe(KEY_TEXT);
  });

  it.each<[what: string, body: () => BodyInit | null, status: number]>([
    ["a page", () => "<title>Sign in</title>", 200],
    ["bytes of a hello's length", () => Buffer.alloc(108, 1), 200],
    ["10 MB", () => Buffer.alloc(10 << 20, 1), 200],
    ["nothing", () => null, 200],
    ["an error of its own", () => "no", 500],
    ["a refusal of another version", () => Buffer.of(2, 0), 400],
  ])("%s is told from the gateway, and it is sent no key", async (_, body, status) => {
    squatter(body(), status);
    const asked: string[] = [];
    answerWith((url, how, real) => {
      asked.push(new URL(url).pathname);
      return real(url, how);
    });
    const { path: address } = scene.place;
    await scene.gateway.restart();
    const result = await destinationOf(scene.place).pulse();
    expect(result).toEqual(failure("gateway_other", { address }));
    expect(asked).toEqual(["/clawkey/v1/hello"]);
  });

  it("of an endless answer no more than 16 kB are read", async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(1_024));
      },
    });
    squatter(endless);
    expect(await destinationOf(scene.place).pulse()).toMatchObject({ code: "gateway_other" });
    expect(pulled).toBeLessThan(20);
  });
});

describe("A gateway that gives no answer that can be read", () => {
  const unreadable = (look: () => Response) =>
    answerWith((_, { mode }) => {
      if (mode === "no-cors") return look();
      throw new TypeError("Failed to fetch");
    });
  const something = () => new Response(null);
  const address = () => ({ address: scene.place.path });

  it("is not listening where nothing is", async () => {
    unreadable(() => {
      throw new TypeError("Failed to fetch");
    });
    expect(await put()).toEqual(failure("gateway_not_listening", address()));
  });

  it("is starting for a minute, and then has forgotten this browser", async () => {
    const begin = Date.now();
    const clock = vi.spyOn(Date, "now").mockReturnValue(begin);
    onTestFinished(() => clock.mockRestore());
    unreadable(something);
    expect(await put()).toEqual(failure("gateway_starting", address()));
    clock.mockReturnValue(begin + 59_999);
    expect(await put()).toEqual(failure("gateway_starting", address()));
    clock.mockReturnValue(begin + 60_000);
    expect(await put()).toEqual(failure("gateway_not_paired", address()));
  });

  it("is starting anew where it answered in between", async () => {
    const begin = Date.now();
    const clock = vi.spyOn(Date, "now").mockReturnValue(begin);
    onTestFinished(() => clock.mockRestore());
    const real = globalThis.fetch;
    unreadable(something);
    await put();
    vi.stubGlobal("fetch", real);
    expect(await destinationOf(scene.place).pulse()).toMatchObject({ ok: true });
    clock.mockReturnValue(begin + 90_000);
    unreadable(something);
    expect(await destinationOf(scene.place).pulse()).toEqual(failure("gateway_starting", address()));
  });

  it.each<[what: string, silent: (url: string, how: RequestInit) => boolean]>([
    ["to a hello", (url) => isTo(url, "hello")],
    ["to a message", (url) => isTo(url, "msg")],
    ["to a look", () => true],
  ])("is slow where it says nothing %s", async (_, isSilent) => {
    // Five seconds are no time here.
    const timeout = vi.spyOn(AbortSignal, "timeout").mockImplementation(() => AbortSignal.abort("late"));
    onTestFinished(() => timeout.mockRestore());
    answerWith((url, how, real) => {
      if (isSilent(url, how)) throw how.signal!.reason;
      const { signal: __, ...rest } = how;
      return real(url, rest);
    });
    await scene.gateway.restart();
    expect(await put()).toEqual(failure("gateway_timeout", address()));
  });
});

describe("A gateway that", () => {
  it("has forgotten this browser says so at once where it knows another profile of it", async () => {
    const before = scene.place;
    const secret = (await secrets.kept(before.id))!;
    await paired(scene.gateway);
    // The second pairing took its place; another profile has one of its own.
    await secrets.keep(before.id, secret);
    await forgetBrowser(scene.gateway.state, before.id);
    count();
    const { path: address } = before;
    expect(await destinationOf(before).pulse()).toEqual(failure("gateway_not_paired", { address }));
    expect(count()).toEqual({ "/hello": 1 });
  });

  it("is asked without the secret, which was lost here, is not paired, and is sent nothing", async () => {
    await secrets.forget(scene.place.id);
    count();
    const { path: address } = scene.place;
    expect(await put()).toEqual(failure("gateway_not_paired", { address }));
    expect(count()).toEqual({});
  });

  it.each<[what: string, content: object, code: string]>([
    ["does not know a request is an older one", { ok: false, code: "request_invalid" }, "plugin_too_old"],
    ["leaves out what we need is an older one", { ok: true }, "plugin_too_old"],
    ["says what we can't read is a newer one", { ok: false, code: "made_up_later" }, "plugin_too_new"],
    ["can't write says why", { ok: false, code: "disk_full" }, "disk_full"],
  ])("%s", async (_, content, code) => {
    const spy = vi.spyOn(plugin, "perform").mockResolvedValue(content as never);
    onTestFinished(() => spy.mockRestore());
    expect(await put()).toMatchObject({ ok: false, code });
  });
});

describe("A removal", () => {
  it("names the key that it means: another browser's newer one stays", async () => {
    await put();
    const salt = SALT;
    const own = { salt, fingerprint: await KEY.fingerprint(salt) };
    const other = { salt, fingerprint: await sessionKey(OTHER_KEY_TEXT).fingerprint(salt) };
    const { remove } = destinationOf(scene.place);
    expect(await remove(other)).toMatchObject({ ok: true, changed: false, kept: true });
    expect(inUse(scene.gateway)).toBe(KEY_TEXT);
    expect(await remove(own)).toMatchObject({ ok: true, changed: true });
    expect(inUse(scene.gateway)).toBeUndefined();
  });

  it("of whatever is there takes out what this browser put, and nobody else's", async () => {
    await put();
    const first = scene.place;
    const { host } = scene.gateway;
    const firstSecret = (await secrets.kept(first.id))!;
    const second = await paired(scene.gateway);
    await secrets.keep(first.id, firstSecret);
    const other = destinationOf(second);
    expect(await other.remove(null)).toEqual({
      ok: true,
      path: first.path,
      changed: false,
      kept: true,
      backups: [],
    });
    expect(host.environment[SESSION_KEY_VARIABLE]).toBe(KEY_TEXT);
    expect(await destinationOf(first).remove(null)).toMatchObject({ ok: true, changed: true });
    expect(host.environment[SESSION_KEY_VARIABLE]).toBeUndefined();
    expect(await destinationOf(first).remove(null)).toMatchObject({ ok: true, changed: false });
  });
});

it("a proof is what the gateway itself shows, in the words of every proof", async () => {
  const windows = [{ label: "5h", usedPercent: 12, resetAt: null }];
  scene = await pairedBrowser({ show: async () => ({ ok: true, windows, version: "2026.9.6" }) });
  const { verify } = destinationOf(scene.place);
  const proof = await verify(() => {}, new AbortController().signal);
  expect(proof).toMatchObject({
    ok: true,
    seenBy: "gateway",
    windows,
    version: "2026.9.6",
    source: "process",
  });
  expect(await verify(() => {}, AbortSignal.abort())).toBeNull();
});
