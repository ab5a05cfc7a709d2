import { expect, onTestFinished } from "vitest";
import { runClawkey } from "./clawkey.ts";
import { SCOPE_MISSING, test, windowsOf } from "./fixture.ts";
import { startGateway } from "./gateway.ts";

test("a running gateway takes up the key from the config by itself", async ({
  files,
  openclawWithToken: openclaw,
  standin,
}) => {
  await files.put("config", "{ gateway: { mode: 'local' } }\n");
  const gateway = await startGateway(openclaw);
  onTestFinished(() => gateway.close());
  expect(await gateway.usage()).toMatchObject(SCOPE_MISSING);

  expect((await runClawkey(openclaw.home, ["set"], standin.signIn())).exit).toBe(0);
  // It waits a little, restarts within its process (7 to 15 s in all), and refuses connections meanwhile.
  await expect
    .poll(() => gateway.usage(), { timeout: 60_000, interval: 500 })
    .toMatchObject(windowsOf(standin.account()));
});
