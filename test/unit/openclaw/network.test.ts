import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { withNetwork } from "../../../src/openclaw/network.ts";
import { networkOf } from "../../../src/openclaw/verify/network.ts";
import type { Environment } from "../../../src/openclaw/files/paths.ts";
import { homeWith } from "../../helpers/openclaw-home.ts";

const NEW = "2026.9.6";
/** It knows no proxy by itself. */
const OLD = "2026.5.28";

const [A, B] = ["http://a:1", "http://b:2"];

/** The proxy on the way to claude.ai, with these variables and these lines of `.env` files. */
function proxy(env: Environment, dotenv = "", { gateway = "", here = "", version = NEW } = {}) {
  const home = homeWith({ dotenv, gatewayDotenv: gateway, workingFolderDotenv: here }, env);
  const network = networkOf(home.shell, version);
  return network && (network.proxy?.href.replace(/\/$/, "") ?? "none");
}

it.each<[what: string, found: string, ...Parameters<typeof proxy>]>([
  ["none where nothing names one", "none", {}],
  ["HTTPS_PROXY", A, { HTTPS_PROXY: A }],
  ["https_proxy", A, { https_proxy: A }],
  ["small letters before capitals", A, { https_proxy: A, HTTPS_PROXY: B }],
  ["HTTP_PROXY alone", A, { HTTP_PROXY: A }],
  ["http_proxy alone", A, { http_proxy: A }],
  ["HTTPS_PROXY before http_proxy", A, { HTTPS_PROXY: A, http_proxy: B }],
  ["ALL_PROXY alone", A, { ALL_PROXY: A }],
  ["all_proxy alone", A, { all_proxy: A }],
  ["HTTP_PROXY before ALL_PROXY", A, { HTTP_PROXY: A, all_proxy: B }],
  ["one with a password", "http://me:x@a:1", { HTTPS_PROXY: "http://me:x@a:1" }],
  ["white space around it", A, { HTTPS_PROXY: ` ${A}\n` }],
  ["SOCKS", "socks5://a:1", { ALL_PROXY: "socks5://a:1" }],
  ["the global .env", A, {}, `HTTPS_PROXY=${A}`],
  ["ALL_PROXY in the global .env", A, {}, `ALL_PROXY=${A}`],
  ["gateway.env", A, {}, "", { gateway: `HTTPS_PROXY=${A}` }],
  ["the global .env before gateway.env", A, {}, `HTTPS_PROXY=${A}`, { gateway: `HTTPS_PROXY=${B}` }],
  ["the process before the global .env", A, { HTTPS_PROXY: A }, `HTTPS_PROXY=${B}`],
  ["the more exact variable, though it is in a file", B, { HTTP_PROXY: A }, `HTTPS_PROXY=${B}`],
  ["none of the working folder's .env", "none", {}, "", { here: `HTTPS_PROXY=${A}` }],
  ["none where the process has it empty", "none", { HTTPS_PROXY: "" }, `HTTPS_PROXY=${A}`],
  ["the next where one is blank", B, { https_proxy: " ", HTTPS_PROXY: A, HTTP_PROXY: B }],
  ["none on a version that knows none", "none", { HTTPS_PROXY: A }, `HTTPS_PROXY=${B}`, { version: OLD }],
  ["Node's own there", A, { HTTPS_PROXY: A, NODE_USE_ENV_PROXY: "1" }, "", { version: OLD }],
  ["not Node's own from a file", "none", { NODE_USE_ENV_PROXY: "1" }, `HTTPS_PROXY=${A}`, { version: OLD }],
])("OpenClaw's proxy is %s", (_, found, ...given) => {
  expect(proxy(...given)).toBe(found);
});

it.each(["proxy", "http://", "ftp://a:1", "http://a:99999", "socks4a://a:1"])(
  "Nothing is reached by a proxy called %s",
  (name) => {
    expect(proxy({ HTTPS_PROXY: name })).toBeNull();
  },
);

it.each([
  ["none", "claude.ai"],
  ["none", "CLAUDE.AI"],
  ["none", "localhost,claude.ai"],
  ["none", "localhost claude.ai 127.0.0.1"],
  ["none", ".claude.ai"],
  ["none", "*.claude.ai"],
  ["none", "claude.ai:443"],
  ["none", ".ai"],
  ["none", "*"],
  [A, "claude.ai:80"],
  [A, "www.claude.ai"],
  [A, "xclaude.ai"],
  [A, "laude.ai"],
  [A, "anthropic.com, localhost"],
  [A, " ,, "],
])("By proxy %s, OpenClaw reaches claude.ai where NO_PROXY is %j", (found, list) => {
  expect(proxy({ HTTPS_PROXY: A, NO_PROXY: list })).toBe(found);
  expect(proxy({ HTTPS_PROXY: A, no_proxy: list, NO_PROXY: "x" })).toBe(found);
  expect(proxy({ HTTPS_PROXY: A }, `NO_PROXY="${list}"`)).toBe(found);
});

it("A certificate that only OpenClaw's environment names is trusted beside all others; one that is missing, not", () => {
  const home = homeWith({});
  const file = path.join(home.folder, "ca.pem");
  writeFileSync(file, "-----BEGIN CERTIFICATE-----");
  const withCa = (NODE_EXTRA_CA_CERTS: string) =>
    networkOf({ ...home.shell, env: { NODE_EXTRA_CA_CERTS } }, NEW)?.ca;
  expect(withCa(file)?.at(-1)).toBe("-----BEGIN CERTIFICATE-----");
  expect(withCa(file)!.length).toBeGreaterThan(100);
  expect(withCa("/does/not/exist")!.length).toBe(withCa(file)!.length - 1);
  expect(networkOf(home.shell, NEW)?.ca).toBeUndefined();
});

it("A network that was noted takes the place of a browser's as a whole; none leaves that", () => {
  const browser = { HOME: "/home/you", https_proxy: B, NO_PROXY: "*" };
  const noted = withNetwork(browser, { HTTPS_PROXY: A });
  expect(proxy(noted)).toBe(A);
  expect(noted["HOME"]).toBe("/home/you");
  for (const none of [{}, undefined]) expect(withNetwork(browser, none)).toEqual(browser);
});
