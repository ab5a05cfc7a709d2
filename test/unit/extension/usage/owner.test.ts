/** Whom claude.ai would take us for, and what stands in where that is somebody else. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { browser } from "wxt/browser";
import { fakeBrowser } from "wxt/testing/fake-browser";
import { fingerprint } from "../../../../src/core/claude/fingerprint.ts";
import { Records } from "../../../../src/extension/browser/records.ts";
import { ownerOf } from "../../../../src/extension/usage/owner.ts";
import { KEY_TEXT, OTHER_KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";

const SALT = "0".repeat(32);
const [FIRST, SECOND] = ["1a111111-2222-4333-8444-555555555555", "2b222222-2222-4333-8444-555555555555"];
const CONTAINER = "firefox-container-2";
const key = sessionKey(KEY_TEXT);

interface Asked {
  name: string;
  storeId?: string;
  partitionKey?: object;
}

const cookieOf = (name: string, value: string, changes: object = {}) => ({
  name,
  value,
  domain: ".claude.ai",
  secure: true,
  httpOnly: true,
  ...changes,
});
const OWN = cookieOf("sessionKey", KEY_TEXT);

let cookies: (asked: Asked) => object[];
const fetched = vi.fn<() => Promise<Response>>();

beforeEach(() => {
  fakeBrowser.reset();
  cookies = ({ name }) => (name === "sessionKey" ? [OWN] : []);
  Object.assign(browser, { cookies: { getAll: async (asked: Asked) => cookies(asked) } });
  fetched.mockReset().mockImplementation(async () => Response.json([{ uuid: FIRST }, { uuid: SECOND }]));
  vi.stubGlobal("fetch", fetched);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const salted = (...ids: string[]) => Promise.all(ids.map((id) => fingerprint(id, SALT)));

async function owner(container: string | null = null, isNew = false) {
  const records = Records.parse({ salt: SALT, settings: { container } });
  const found = await ownerOf(key, records, isNew);
  if (found) expect(found.key).toBe(await key.fingerprint(SALT));
  return found && found.organizations;
}

it("the owner of a key has the organizations that claude.ai names, salted", async () => {
  await expect(owner()).resolves.toEqual(await salted(FIRST, SECOND));
  await expect(owner(null, true)).resolves.toEqual(await salted(FIRST, SECOND));
  expect(fetched).toHaveBeenCalledTimes(2);
});

it.each<[what: string, reply: () => Promise<Response>]>([
  ["is offline", () => Promise.reject(new TypeError("Failed to fetch"))],
  ["refuses", async () => Response.json({ error: { type: "permission_error" } }, { status: 403 })],
  [
    "answers while another key takes this one's place",
    async () => {
      cookies = () => [cookieOf("sessionKey", OTHER_KEY_TEXT)];
      return Response.json([{ uuid: FIRST }]);
    },
  ],
])("nothing is known where claude.ai %s", async (_, reply) => {
  fetched.mockImplementation(reply);
  await expect(owner()).resolves.toBeNull();
});

/** In the asked store, or without one, and with all partitions or not. */
it.each<[what: string, container: string | null, jar: (asked: Asked) => object[]]>([
  ["a container", CONTAINER, ({ storeId }) => (storeId === CONTAINER ? [OWN] : [])],
  [
    "a container, with another sign-in outside",
    CONTAINER,
    ({ storeId }) => [storeId === CONTAINER ? OWN : cookieOf("sessionKey", OTHER_KEY_TEXT)],
  ],
  ["a partition", null, ({ partitionKey }) => (partitionKey ? [OWN] : [])],
  ["two cookies", null, () => [OWN, cookieOf("sessionKey", OTHER_KEY_TEXT, { domain: "claude.ai" })]],
])("for a key of %s the cookie stands in that names the active organization", async (_, container, jar) => {
  cookies = (asked) => (asked.name === "sessionKey" ? jar(asked) : []);
  await expect(owner(container)).resolves.toBeNull();
  const active = cookieOf("lastActiveOrg", SECOND.toUpperCase());
  cookies = (asked) => (asked.name === "sessionKey" ? jar(asked) : [active]);
  await expect(owner(container)).resolves.toEqual(await salted(SECOND));
  // It may be the last account's still.
  const records = Records.parse({ salt: SALT, settings: { container } });
  await expect(ownerOf(key, records, true)).resolves.toBeNull();
  expect(fetched).not.toHaveBeenCalled();
});
