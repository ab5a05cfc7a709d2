/** Part of `npm run check`: the workflows of the forge. */
import { globSync, readFileSync } from "node:fs";
import { faultsOf } from "./workflow-rules.ts";

for (const file of globSync(".github/workflows/*.{yml,yaml}"))
  for (const fault of faultsOf(readFileSync(file, "utf8"))) {
    console.error(`${file}: ${fault}`);
    process.exitCode = 1;
  }
