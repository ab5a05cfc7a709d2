import { browser } from "wxt/browser";

/** A text of the catalogue that the browser took, with its {places} still empty. Keys have no dots there. */
export const textFor = (key: string): string =>
  (browser.i18n as { getMessage(name: string): string }).getMessage(key.replaceAll(".", "_"));
