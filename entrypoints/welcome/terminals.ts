/** Where the one line is pasted: what differs between an OpenClaw on this computer, on a server, in Docker and in WSL. */
import { element, make, setText } from "../../src/extension/ui/dom.ts";
import { message, say } from "../../src/extension/ui/words.ts";

export const TERMINALS = ["computer", "server", "docker", "wsl"] as const;
type Terminal = (typeof TERMINALS)[number];

/** What is to be run first, in Clawkey's folder: it takes the plugin there, and opens the terminal for the line. */
const FIRST: Record<Terminal, readonly string[]> = {
  computer: [],
  server: ["scp -r dist HOST:", "ssh -L 18789:127.0.0.1:18789 HOST"],
  docker: ["docker cp dist CONTAINER:/tmp", "docker exec -it -w /tmp CONTAINER sh"],
  wsl: [],
};

/** Fills the box with one radio button a terminal; the notes tell of the chosen one. */
export function showTerminals(): void {
  const choose = (terminal: Terminal) => {
    setText("terminal-note", say(message(`gateway.in_${terminal}`)));
    const first = FIRST[terminal].map((command) => make("code", { dir: "ltr" }, command));
    element("terminal-first", HTMLElement).replaceChildren(...first);
  };
  const tabs = TERMINALS.map((terminal) => {
    const radio = make("input", { type: "radio", name: "terminal", value: terminal });
    radio.onchange = () => choose(terminal);
    return make("label", {}, radio, make("span", {}, say(message(`gateway.tab_${terminal}`))));
  });
  element("terminals", HTMLElement).replaceChildren(...tabs);
  tabs[0]!.querySelector("input")!.checked = true;
  choose("computer");
}
