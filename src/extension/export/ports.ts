import type { Owner } from "../../core/claude/account.ts";
import type { Session } from "../../core/claude/cookies.ts";
import type { ReadNumbers } from "../../core/claude/numbers.ts";
import type { SessionKey } from "../../core/claude/session-key.ts";
import type { Grade, Place, Records } from "../browser/records.ts";
import type { Result } from "../../core/messages/failures.ts";
import type { Reader } from "../usage/pacing.ts";
import type { Destination } from "./destination.ts";

/** What a run needs from the browser. The real ones are in `real-ports.ts`; the tests' can be stopped at each. */
export interface Ports {
  /**
   * One at a time over the worker and all pages, in the order of asking; whoever dies lets go. `records`: reads
   * them, decides, and notes; short. `destination`: works there, for as long as that takes. Who holds `records`
   * may ask for `destination`, but must not wait for it. `account`: asks claude.ai. `numbers`: sends them, or takes
   * them out.
   */
  exclusively<T>(what: "records" | "destination" | "account" | "numbers", work: () => Promise<T>): Promise<T>;
  /** All that is stored. */
  load(): Promise<Records>;
  /** In one write. */
  save(changes: Partial<Records>): Promise<void>;
  forgetEverything(): Promise<void>;
  /** @param grade Firefox asks for another consent of its own for each */
  hasClaudePermission(grade: Grade): Promise<boolean>;
  giveBackPermissions(): Promise<void>;
  /** Only what nothing but the key needed. */
  giveBackForKey(): Promise<void>;
  /** Reads the cookie. Called only behind both gates. @param container null for the one outside of all */
  session(container: string | null): Promise<Session>;
  /** Salted as all that is stored is. */
  fingerprint(key: SessionKey, records: Records): Promise<string>;
  /**
   * Whose key it is, salted; null where claude.ai did not answer, or where the key changed meanwhile.
   * @param isNew claude.ai may not have set its other cookies yet, or those of the last account may stand there still
   */
  ownerOf(key: SessionKey, records: Records, isNew: boolean): Promise<Owner | null>;
  /**
   * What claude.ai says of the plan, asked no more often than it minds. Called only behind the consent gate.
   * @returns with the account's organizations, salted
   */
  readPlan(key: SessionKey, reader: Reader): Promise<Result<ReadNumbers & { organizations: string[] }>>;
  destination(place: Place): Destination;
  /** Tells the user outside of any page: the badge. */
  show(records: Records, now: Date): Promise<void>;
  /** Wakes us at that time; never again by the clock where it is null. */
  wakeAt(time: Date | null): Promise<void>;
  now(): Date;
}
