/** All languages but English, and where the words of each are: a file that nobody reads before it is wanted. */

export type Languages = Readonly<Record<string, () => Promise<{ default: unknown }>>>;

export const LANGUAGES: Languages = {};
