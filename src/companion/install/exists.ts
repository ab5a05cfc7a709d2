import { stat } from "node:fs/promises";

/** Whether anything stands there that can be looked at. */
export async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
