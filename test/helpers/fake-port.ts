import { vi } from "vitest";
import { browser } from "wxt/browser";
import { fakeEvent } from "./fake-event.ts";

/** fakeBrowser has no native messaging; this is all that is used of it. */
export function fakeNative() {
  const port = {
    onMessage: fakeEvent<[unknown]>(),
    onDisconnect: fakeEvent<[object]>(),
    postMessage: vi.fn<(message: unknown) => void>(),
    disconnect: vi.fn<() => void>(),
  };
  const connectNative = vi.fn<(host: string) => unknown>(() => port);
  Object.assign(browser.runtime, { connectNative, lastError: undefined });
  return {
    port,
    connectNative,
    /** From now on the companion answers every request with this. */
    replies(reply: (request: never) => unknown) {
      port.postMessage.mockImplementation((request) => {
        queueMicrotask(() => port.onMessage.fire(reply(request as never)));
      });
    },
  };
}
