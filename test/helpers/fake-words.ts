import { browser } from "wxt/browser";
import catalogue from "../../locales/en.json" with { type: "json" };

/** fakeBrowser knows no words: these are the English ones, as the built extension has them. */
export const useEnglish = (): void => useWords(catalogue);

/** The words of any catalogue. */
export function useWords(of: object): void {
  const words = new Map(flatten(of));
  Object.assign(browser, { i18n: { getMessage: (key: string) => words.get(key) ?? "" } });
}

function flatten(node: object, prefix = ""): [key: string, text: string][] {
  return Object.entries(node).flatMap(([name, value]: [string, unknown]) =>
    typeof value === "string"
      ? [[prefix + name, value] as [string, string]]
      : flatten(value as object, `${prefix}${name}_`),
  );
}
