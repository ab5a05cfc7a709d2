/**
 * On Windows a file is made private by a program, and only the companion may start one: the plugin's code must not be
 * able to, or OpenClaw refuses it. There a new file has the rights of its folder, which in a profile are its user's.
 */

/** For the user and the system alone. Rejects where that fails. */
export type MakePrivate = (file: string) => Promise<void>;

let way: MakePrivate | undefined;

/** By whoever may start programs, before anything is written. */
export function handInMakePrivate(makePrivate: MakePrivate): void {
  way = makePrivate;
}

export const handedIn = (): MakePrivate | undefined => way;
