import { expect, it } from "vitest";
import { DEFAULT_ADDRESS, readAddress } from "../../../../src/extension/gateway/address.ts";

it.each([
  ["http://127.0.0.1:18789", "http://127.0.0.1:18789"],
  ["127.0.0.1:18789", "http://127.0.0.1:18789"],
  [" http://localhost:2222/ ", "http://localhost:2222"],
  ["localhost:02222", "http://localhost:2222"],
  ["https://mac-mini.tail1234.ts.net", "https://mac-mini.tail1234.ts.net"],
  ["Mac-Mini.Tail1234.ts.net/", "https://mac-mini.tail1234.ts.net"],
])("%s is an address", (typed, address) => {
  expect(readAddress(typed)).toEqual({ ok: true, address });
});

it("the address that OpenClaw has unless told otherwise is one", () => {
  expect(readAddress(DEFAULT_ADDRESS)).toEqual({ ok: true, address: DEFAULT_ADDRESS });
});

it.each([
  "",
  "http://127.0.0.1",
  "http://127.0.0.1:0",
  "http://127.0.0.1:65536",
  "http://127.0.0.2:18789",
  "http://[::1]:18789",
  "http://0.0.0.0:18789",
  "https://127.0.0.1:18789",
  "http://192.168.1.7:18789",
  "http://127.0.0.1:18789/clawkey",
  "http://127.0.0.1:18789?x=1",
  "http://127.0.0.1:18789#x",
  "http://you:secret@127.0.0.1:18789",
  "http://127.0.0.1:18789@evil.example",
  "http://127.0.0.1.evil.example:18789",
  "http://mac-mini.tail1234.ts.net",
  "https://mac-mini.tail1234.ts.net:8443",
  "https://ts.net",
  "https://evil.example/.ts.net",
  "https://evil-ts.net",
  "https://mac-mini.tail1234.ts.net.evil.example",
  "https://mac mini.ts.net",
  "https://-a.ts.net",
  "https://a..ts.net",
  "https://you@mac-mini.ts.net",
  "https://claw.example.com",
  "ftp://localhost:21",
  "javascript:alert(1)",
])("%s is refused", (typed) => {
  expect(readAddress(typed)).toEqual({ ok: false, code: "gateway_address_refused" });
});
