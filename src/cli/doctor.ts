/**
 * `imsdk doctor`: finds what keeps a login from working on this machine.
 *
 * @module
 */

import { type Check, diagnose } from "../../ffi/doctor/diagnosis.ts";
import { checkClock, checkNetwork } from "./clock_and_network.ts";
import { type Command, ExitCode } from "./command.ts";
import { standardOutput } from "./output.ts";
import { checkSig } from "./sig_check.ts";

/** Checks what a login needs of this machine. */
export const doctor: Command = {
  summary: "Check what a login needs of this machine, and say what to do",
  help: `Checks the runtime, the native library and what they depend on, and reads the user sig in
IMSDK_USER_SIG, if that is set. Each check prints ok, warning or failure, and what to do. It
changes nothing and logs nobody in. The exit code is 1 if there is a failure, and 0 otherwise.

  --network  Also check that the host names of the vendor's service resolve and accept
             connections; without this flag the network is not used
  --json     Print one JSON object, { ok, checks: [{ name, status, found, remedy }] }
  --help     Print this help`,
  flags: { network: { type: "boolean" }, json: { type: "boolean" } },

  async run({ network, json }) {
    const checks: Check[] = [];
    for await (const check of all(network === true)) {
      checks.push(check);
      if (!json) standardOutput.print(linesOf(check));
    }
    const count = (status: Check["status"]): number =>
      checks.filter((check) => check.status === status).length;
    const isOk = count("failure") === 0;
    standardOutput.print(
      json
        ? JSON.stringify({ ok: isOk, checks })
        : `\nok: ${count("ok")}, warnings: ${count("warning")}, failures: ${count("failure")}`,
    );
    return isOk ? ExitCode.Success : ExitCode.Failed;
  },
};

async function* all(network: boolean): AsyncGenerator<Check, void> {
  yield* diagnose();
  yield await checkClock();
  yield* await checkSig();
  if (network) yield* await checkNetwork();
}

function linesOf({ name, status, found, remedy }: Check): string {
  const line = `${status.padEnd(9)}${name.padEnd(13)}${found}`;
  return remedy === undefined ? line : `${line}\n${" ".repeat(22)}${remedy}`;
}
