import { browser } from "wxt/browser";

/** A text of the catalogue that the browser took, with its {places} still empty. Keys have no dots there. */
export function textFor(key: string): string {
  const getMessage = browser.i18n.getMessage as (name: string) => string;
  return getMessage(key.replaceAll(".", "_"));
}
