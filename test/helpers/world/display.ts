/** A screen without a monitor, for the browser's own dialogs: headless browsers leave those pending for ever. */
import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { toolPath } from "../../../scripts/machine.ts";

const run = promisify(execFile);

export interface Display {
  /** As in the variable DISPLAY. */
  name: string;
  /** Real key presses, which go to whatever has the focus: a dialog too. */
  press(...keys: string[]): Promise<void>;
  /** The same, letter by letter. */
  type(text: string): Promise<void>;
  /** The pointer's, at this place of the screen. */
  click(x: number, y: number): Promise<void>;
  stop(): void;
}

export async function startDisplay(): Promise<Display> {
  const server = spawn(
    toolPath("xvfb"),
    ["-displayfd", "3", "-screen", "0", "1280x1100x24", "-nolisten", "tcp"],
    {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    },
  );
  const number = await new Promise<string>((resolve, reject) => {
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`Xvfb ended with ${code}`)));
    server.stdio[3]!.once("data", (chunk: Buffer) => resolve(chunk.toString().trim()));
  });
  const name = `:${number}`;
  return { ...existingDisplay(name), stop: () => void server.kill() };
}

export function existingDisplay(name: string): Display {
  const xdotool = async (...args: string[]) => {
    const env = { ...process.env, DISPLAY: name };
    await run(toolPath("xdotool"), args, { env });
  };
  return {
    name,
    press: (...keys) => xdotool("key", "--delay", "80", ...keys),
    click: (x, y) => xdotool("mousemove", `${x}`, `${y}`, "click", "1"),
    type: (text) => xdotool("type", "--delay", "10", text),
    stop: () => {},
  };
}
