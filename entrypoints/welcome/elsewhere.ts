/** What few need: a gateway at another address, and a code that was made in the terminal. */
import { readCode } from "../../src/core/pairing/code.ts";
import { readAddress } from "../../src/extension/gateway.ts";
import { element } from "../../src/extension/ui/dom.ts";
import { fix } from "../../src/extension/ui/fixed.ts";
import { notice, statusOf, type Status } from "../../src/extension/ui/status.ts";

export interface Elsewhere {
  /** Where it is looked for now. */
  address: string;
  /** By an administrator. */
  isFixed: boolean;
  lookAt: (address: string) => unknown;
  pairBy: (code: string) => unknown;
  refuse: (why: Status) => void;
}

export function askElsewhere({ address, isFixed, lookAt, pairBy, refuse }: Elsewhere): void {
  const field = element("address", HTMLInputElement);
  field.value = field.title = address;
  if (isFixed) fix(field, field.form!);
  onSubmit("address", (text) => {
    const read = readAddress(text);
    return read.ok ? lookAt(read.address) : refuse(statusOf(read));
  });
  onSubmit("shown-code", async (text) =>
    (await readCode(text))
      ? pairBy(text)
      : refuse({ ...notice("gateway.code_broken", "gateway.code_broken_text"), tone: "warning" }),
  );
}

/** What is typed into the field, once it is sent off by its button or by Enter. */
function onSubmit(field: string, use: (text: string) => unknown): void {
  const input = element(field, HTMLInputElement);
  // In a narrow window it shows a part.
  input.oninput = () => (input.title = input.value);
  input.form!.onsubmit = (event) => {
    event.preventDefault();
    return use(input.value.trim());
  };
}
