/** A killed write leaves the old file or the new one, whole, and the next run removes what else it left. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { FileKind } from "../../src/core/messages/messages.ts";
import { KEY_TEXT } from "../helpers/keys.ts";
import { openClawHome } from "../helpers/openclaw-home.ts";
import { killLoop } from "./kill-loop.ts";
import { SEED_TEXT } from "./seed-files.ts";
import { shippedSet } from "./shipped-set.ts";
import { count, NO_HURRY } from "./variables.ts";

const KILLS = count("CLAWKEY_KILLS", 100);

/** A writer without a temp file is damaged by about every third kill: these are plenty. */
const CONTROL_KILLS = Math.min(KILLS, 100);

describe.each<FileKind>(["config", "dotenv"])(
  `${KILLS.toLocaleString("en")} kills of a process that writes the %s`,
  { timeout: NO_HURRY },
  (target) => {
    it("leave the old file or the new one, and nothing after one more run", async () => {
      const home = openClawHome();
      const counts = await killLoop("our-writer.ts", target, home, KILLS);
      console.log(target, counts);
      expect(counts).toMatchObject({ damaged: 0, lockedOut: 0, refusals: 0 });
      // Kills that all missed the write would prove nothing.
      expect(counts.locksLeft).toBeGreaterThan(KILLS / 10);
      expect(counts.tempsLeft).toBeGreaterThan(KILLS / 50);

      expect(shippedSet(target, { HOME: home.folder })).toMatchObject({ exit: 0, reply: { ok: true } });
      const file = home.paths[target];
      expect(readdirSync(path.dirname(file))).toEqual([path.basename(file)]);
      expect(home.read(target)).toBe(SEED_TEXT[target](KEY_TEXT));
    });

    it("damage the file of a writer that has no temp file", async () => {
      const counts = await killLoop("naive-writer.ts", target, openClawHome(), CONTROL_KILLS);
      console.log(target, "control", counts);
      expect(counts.damaged).toBeGreaterThan(0);
    });
  },
);
