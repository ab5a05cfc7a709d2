/** All languages but English, and where the words of each are: a file that nobody reads before it is wanted. */

export type Languages = Readonly<Record<string, () => Promise<{ default: unknown }>>>;

export const LANGUAGES: Languages = {
  ar: () => import("../../../locales/ar.json", { with: { type: "json" } }),
  de: () => import("../../../locales/de.json", { with: { type: "json" } }),
  es: () => import("../../../locales/es.json", { with: { type: "json" } }),
  fr: () => import("../../../locales/fr.json", { with: { type: "json" } }),
  it: () => import("../../../locales/it.json", { with: { type: "json" } }),
  ja: () => import("../../../locales/ja.json", { with: { type: "json" } }),
  ko: () => import("../../../locales/ko.json", { with: { type: "json" } }),
  "pt-BR": () => import("../../../locales/pt-BR.json", { with: { type: "json" } }),
  ru: () => import("../../../locales/ru.json", { with: { type: "json" } }),
  "zh-CN": () => import("../../../locales/zh-CN.json", { with: { type: "json" } }),
  "zh-TW": () => import("../../../locales/zh-TW.json", { with: { type: "json" } }),
};
