/**
 * `imsdk doctor`: tells what keeps a login from working on this machine.
 *
 * @module
 */

import { type Check, diagnose } from "../../ffi/doctor/diagnosis.ts";
import { checkClock, checkNetwork } from "./clock_and_network.ts";
import { type Command, ExitCode } from "./command.ts";

/** Checks what a login needs of this machine. */
export const doctor: Command = {
  summary: "Check what a login needs of this machine, and say what to do",
  help:
    `Checks the runtime, the native library and everything around them, one line each: ok, warning or
failure, with what to do. Nothing is changed, and nobody is logged in. The exit code is 0 unless
there is a failure, and then 1.

  --network  Also check that the names of the vendor's service resolve, and that it can be
             connected to; without this flag the network isn't used
  --json     Print one JSON object, { ok, checks: [{ name, status, found, remedy }] }
  --help     Print this help`,
  flags: { network: { type: "boolean" }, json: { type: "boolean" } },

  async run({ network, json }) {
    const checks: Check[] = [];
    for await (const check of all(network === true)) {
      checks.push(check);
      if (!json) console.log(linesOf(check));
    }
    const count = (status: Check["status"]): number =>
      checks.filter((check) => check.status === status).length;
    const isOk = count("failure") === 0;
    console.log(
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
  if (network) yield* await checkNetwork();
}

function linesOf({ name, status, found, remedy }: Check): string {
  const line = `${status.padEnd(9)}${name.padEnd(13)}${found}`;
  return remedy === undefined ? line : `${line}\n${" ".repeat(22)}${remedy}`;
}
