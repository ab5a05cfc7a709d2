/** An `openclaw` that answers what `clawkey verify` asks of it, and notes what it was given. */
import { fakeProgram, type FakeProgram } from "./fake-program.ts";

/** What `sh` runs for each question. */
interface Answers {
  version: string;
  /** `status --usage` with every session key hidden from it: what its token alone may do. */
  token: string;
  /** The same with the key. */
  command: string;
  /** Of a running gateway; `$ASKED` says for which time. */
  gateway: string;
  /** What is on the gateway's port. */
  port: string;
  reloadMode: string;
}

export const SCOPE_MISSING = "HTTP 403: OAuth token does not meet scope requirement user:profile";

/** Those of the stand-in's first account. */
export const WINDOWS = [
  { label: "5h", usedPercent: 41, resetAt: null },
  { label: "Week", usedPercent: 66, resetAt: null },
  { label: "Haiku", usedPercent: 12, resetAt: null },
];

const NOW = "$(date +%s%3N)";

/** Prints what OpenClaw knows of the Claude plan, beside another one. @param at when it was asked for */
export function prints(claude: object, { at = NOW, below = "" } = {}): string {
  const claudes = JSON.stringify({ provider: "anthropic", displayName: "Claude", windows: [], ...claude });
  const other = JSON.stringify({ provider: "zai", windows: [{ label: "5h", usedPercent: 1 }] });
  const [open, close] = below === "" ? ["", ""] : [`{"${below}":`, "}"];
  return `echo '${open}{"updatedAt":'"${at}"',"providers":[${other},${claudes}]}${close}'`;
}

/** The same within what `status` prints. */
export const printsStatus = (claude: object): string => prints(claude, { below: "usage" });

/** What `gateway call` prints where it fails. */
export const gatewayFails = (error: object): string =>
  `echo '${JSON.stringify({ ok: false, error: { message: "no", ...error } })}'; exit 1`;

/** Where nobody listens, or, without credentials, where nobody was asked. */
export const UNREACHED = gatewayFails({ type: "gateway_transport_error", kind: "closed" });

const USUAL: Answers = {
  version: "echo 'OpenClaw 2026.9.6 (0123abc)'",
  token: printsStatus({ error: SCOPE_MISSING }),
  command: printsStatus({ windows: WINDOWS }),
  gateway: prints({ windows: WINDOWS }),
  port: `echo '{"port":{"status":"free"}}'`,
  reloadMode: `echo '"hybrid"'`,
};

/** All is well with it, and a gateway runs, but for what is said otherwise. */
export function reportingOpenClaw(other: Partial<Answers> = {}, notes?: string): FakeProgram {
  const { version, token, command, gateway, port, reloadMode } = { ...USUAL, ...other };
  const script = `
case "$*" in
*--version) ${version} ;;
*"status --usage --json")
  if [ "$CLAUDE_AI_SESSION_KEY" = off ]
  then env > "$NOTES/token.env"; ${token}
  else env > "$NOTES/command.env"; ${command}
  fi ;;
*models.authStatus*) echo '{}' ;;
*usage.status*) echo again >> "$NOTES/asked"; ASKED=$(wc -l < "$NOTES/asked"); ${gateway} ;;
*"gateway status --no-probe --json") ${port} ;;
*"config get gateway.reload.mode --json") ${reloadMode} ;;
*) exit 64 ;;
esac`;
  return fakeProgram(script, notes);
}
