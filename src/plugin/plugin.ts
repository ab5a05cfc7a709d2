/**
 * Clawkey inside OpenClaw. OpenClaw registers it several times in one process, in the gateway, in its threads and in
 * some commands: registering is cheap and the same each time, and loads nothing that only a handler needs.
 */
import type { PluginApi } from "./api.ts";
import { askForRow, askNoMore } from "./ask-for-row.ts";
import { useKeptKeyEarly } from "./early.ts";
import { noteEnvironment } from "./environment.ts";
import { placeOf } from "./here.ts";
import { SHOW_METHOD, SHOW_MS } from "./methods.ts";
import type { Place } from "./paths.ts";
import { registerPlan } from "./plan/register.ts";
import type { Served } from "./serve.ts";

const ID = "clawkey";

/** As in openclaw.plugin.json, which versions before it go without. */
const COMMAND = {
  name: ID,
  description: "Pair a browser with Clawkey, and see what it gave",
  hasSubcommands: true,
};

export default { id: ID, name: "Clawkey", register };

function register(api: PluginApi): void {
  const place = placeOf(api);
  noteEnvironment(place.environment);
  useKeptKeyEarly(place, process.argv);
  const gateway = gatewayOf(place, api);

  api.registerHttpRoute({
    path: "/clawkey",
    auth: "plugin",
    match: "prefix",
    handler: async (request, response) => {
      await (await gateway()).handle(request, response);
      return true;
    },
  });
  api.registerService({
    id: ID,
    async start({ logger }) {
      await (await gateway()).start();
      askForRow(place.environment);
      const { startNote } = await import("./plan/state.ts");
      const words = await startNote(place, api.config);
      if (words !== null) logger.warn(words);
    },
    stop: async () => (await gateway()).stop("restart"),
  });
  api.registerRuntimeLifecycle({
    id: ID,
    async cleanup({ reason }) {
      // A session's end and a restart come here too.
      if (reason !== "disable") return;
      const served = await gateway();
      if (!(await served.isSwitchedOff())) return;
      askNoMore(place.environment);
      await served.stop("disable");
    },
  });
  api.registerGatewayMethod(
    SHOW_METHOD,
    async (call) => {
      const { showHere } = await import("./serve.ts");
      call.respond(true, await showHere(place, api, AbortSignal.timeout(SHOW_MS)));
    },
    { scope: "operator.read" },
  );
  registerPlan(api, place);
  api.registerCli(
    async ({ program }) => {
      const { addCommands } = await import("./cli/program.ts");
      await addCommands(program.command(COMMAND.name).description(COMMAND.description), place, api);
    },
    { descriptors: [COMMAND] },
  );
}

/** One for each registration, opened once it is needed. */
function gatewayOf(place: Place, api: PluginApi): () => Promise<Served> {
  let opened: Promise<Served> | undefined;
  return () => (opened ??= import("./serve.ts").then(({ serve }) => serve(place, api)));
}
