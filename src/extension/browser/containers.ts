/** Firefox's containers: a sign-in of its own in each. */
import { browser } from "wxt/browser";
import * as z from "zod/mini";
import { Container } from "./records.ts";

/** A tab outside of all containers has the name of the default store, which is no container's. */
const TabInContainer = z.object({ cookieStoreId: Container });

/**
 * The containers in which claude.ai is open now; null where the browser has none at all.
 *
 * These are the tabs that the permission for claude.ai shows anyway. All containers, with names and colours, are
 * shown by `contextualIdentities` alone: Firefox knows it as a required permission only, switches containers on
 * for good for everybody who has such an extension, and lets it make and remove them.
 */
export async function openContainers(): Promise<Container[] | null> {
  if (import.meta.env.BROWSER !== "firefox") return null;
  const tabs = await browser.tabs.query({ url: "https://claude.ai/*" });
  const found = tabs.flatMap((tab) => TabInContainer.safeParse(tab).data?.cookieStoreId ?? []);
  return Array.from(new Set(found)).toSorted();
}

/** Calls back when a tab was loaded or closed: a container may have been opened by it, or left. */
export function whenTabsChange(callback: () => unknown): void {
  browser.tabs.onUpdated.addListener((_, { status }) => {
    if (status === "complete") callback();
  });
  browser.tabs.onRemoved.addListener(() => callback());
}
