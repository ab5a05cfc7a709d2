/** Another machine: a network of its own, on which only an ssh server listens to the outside. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { until } from "./until.ts";

export interface FarMachine extends AsyncDisposable {
  /** Put before a command and its arguments, runs it there. */
  readonly within: readonly string[];
  /**
   * One ssh connection, as a user would make it.
   * @param there a port of its loopback that is reached at `here`
   * @param back ports of this machine's loopback that are reached there, under the same numbers
   */
  tunnel(ports: { here: number; there: number; back: readonly number[] }): Promise<void>;
}

const SSH_PORT = 2222;

/** Needs root, `ip`, and an ssh server's program; it starts none but its own. */
export async function makeFarMachine(): Promise<FarMachine> {
  const name = `clawkey-${process.pid}`;
  const [near, far] = [`ck${process.pid}a`, `ck${process.pid}b`];
  // A link of two addresses: nothing else is in its network.
  const [nearAddress, farAddress] = ["169.254.91.1", "169.254.91.2"];
  const within = ["ip", "netns", "exec", name];
  run("ip", "netns", "add", name);
  run("ip", "link", "add", near, "type", "veth", "peer", "name", far, "netns", name);
  run("ip", "addr", "add", `${nearAddress}/30`, "dev", near);
  run("ip", "link", "set", near, "up");
  run(...within, "ip", "addr", "add", `${farAddress}/30`, "dev", far);
  run(...within, "ip", "link", "set", far, "up");
  run(...within, "ip", "link", "set", "lo", "up");

  const folder = await mkdtemp(path.join(tmpdir(), "clawkey-ssh-"));
  const [hostKey, userKey] = [path.join(folder, "host"), path.join(folder, "user")];
  for (const file of [hostKey, userKey]) run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file);
  const config = path.join(folder, "sshd_config");
  await writeFile(
    config,
    [
      `Port ${SSH_PORT}`,
      `ListenAddress ${farAddress}`,
      `HostKey ${hostKey}`,
      `AuthorizedKeysFile ${userKey}.pub`,
      "PasswordAuthentication no",
      "StrictModes no",
      "PidFile none",
    ].join("\n"),
  );
  run("mkdir", "-p", "/run/sshd");
  const programs: ChildProcess[] = [];
  const start = (...[command, ...args]: string[]) => {
    const child = spawn(command!, args, { stdio: ["ignore", "ignore", "inherit"] });
    programs.push(child);
    return child;
  };
  start(...within, "/usr/sbin/sshd", "-D", "-e", "-f", config, "-o", "LogLevel=ERROR");
  await until("its ssh server", () => listens(farAddress, SSH_PORT));

  return {
    within,
    async tunnel({ here, there, back }) {
      const options = [
        "StrictHostKeyChecking=no",
        `UserKnownHostsFile=${folder}/known`,
        "ExitOnForwardFailure=yes",
      ];
      start(
        "ssh",
        "-N",
        ...options.flatMap((option) => ["-o", option]),
        ...back.flatMap((port) => ["-R", `${port}:127.0.0.1:${port}`]),
        "-L",
        `${here}:127.0.0.1:${there}`,
        "-o",
        "LogLevel=ERROR",
        "-p",
        String(SSH_PORT),
        "-i",
        userKey,
        `root@${farAddress}`,
      );
      await until("the tunnel", () => listens("127.0.0.1", here));
    },
    async [Symbol.asyncDispose]() {
      for (const child of programs.toReversed()) {
        child.kill();
        if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      }
      run("ip", "netns", "del", name);
      await rm(folder, { recursive: true });
    },
  };
}

function run(...[command, ...args]: string[]): void {
  const { status, stderr, error } = spawnSync(command!, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr || String(error)}`);
}

const listens = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, host);
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
