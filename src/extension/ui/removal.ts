/** What the user reads of the keys that went out, where Clawkey takes them out or turns its back on them. */
import { COMMANDS } from "../../core/messages/failures.ts";
import type { LeftKey, RemovedKeys, Withdrawn } from "../export/withdraw.ts";
import { isPicked, type Place } from "../browser/records.ts";
import { failureTitle, notice, type Status } from "./status.ts";
import { message, type Message } from "./words.ts";

export function removalLines({ paths, backups, serviceCopies, left }: RemovedKeys): Message[] {
  const lines: Message[] = [];
  if (paths.length > 0) lines.push(message("options.withdrawn_removed", { paths }));
  else if (left.length === 0) lines.push(message("options.withdrawn_none"));
  if (backups.length > 0) lines.push(message("options.withdrawn_backups", { paths: backups }));
  if (serviceCopies.length > 0) {
    const service = { paths: serviceCopies, command: COMMANDS.renew_service };
    lines.push(message("options.withdrawn_service", service));
  }
  return lines;
}

export function withdrawnStatus({ removed, showing }: Withdrawn): Status {
  const lines = removed ? removalLines(removed) : [];
  if (showing.length > 0) lines.push(message("options.withdrawn_showing", { addresses: showing }));
  const told = notice("options.withdrawn", "options.withdrawn_text", ...lines, "options.withdrawn_revoke");
  return withLeft({ ...told, tone: "good" }, removed?.left ?? []);
}

/** After the change to the numbers alone, for as long as a key may be left. */
export function owedStatus(places: readonly Place[]): Status {
  const again = places.every(isPicked) ? [] : [message("options.left_again")];
  const told = notice("welcome.changed_left", ...again);
  return withLeft(
    told,
    places.map((place) => ({ place, why: null })),
  );
}

/** The same status, and each place in which a key may be left, with what helps there. */
export function withLeft(status: Status, left: readonly LeftKey[]): Status {
  if (left.length === 0) return status;
  const told: Status = { ...status, tone: "warning", text: [...status.text, ...left.map(lineOf)] };
  // Whoever picked a file may have no companion.
  if (left.every(({ place }) => isPicked(place)))
    return { ...told, text: [...told.text, message("picked.left_text")] };
  const atGateway = left.filter(({ place }) => place.kind === "gateway").length;
  const command = atGateway === left.length ? COMMANDS.forget_browsers : COMMANDS.remove;
  const byCommand = message(atGateway === left.length ? "gateway.left_next" : "options.left_next");
  const too = message("gateway.left_too", { command: COMMANDS.forget_browsers });
  return {
    ...told,
    text: [...told.text, ...(atGateway > 0 && atGateway < left.length ? [too] : []), byCommand],
    command,
    actions: ["copy_command", ...status.actions],
  };
}

const lineOf = ({ place: { path }, why }: LeftKey): Message =>
  why ? message("options.left_because", { path, why: failureTitle(why) }) : message("options.left", { path });
