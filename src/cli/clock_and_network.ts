/**
 * What a login needs beyond the library: a clock that is right, and a way to the vendor's service.
 *
 * @module
 */

import { lookup } from "node:dns/promises";
import { connect } from "node:net";
import { within } from "../../ffi/base/waiting.ts";
import { type Check, check, type Finding } from "../../ffi/doctor/diagnosis.ts";
import { messageOf } from "../../ffi/errors/error_text.ts";

/** Whoever has this version of the module has come at least that far. */
const FIRST_YEAR = 2026;

/**
 * Where the library logs in: a name of each of the vendor's two domains, from the library itself.
 */
const SERVERS = ["login.im.qcloud.com", "login.my-imcloud.com"];
const PORT = 443;
const LIMIT_MS = 5_000;

/** Checks that a time isn't in the past. */
export function checkClock(now: Date = new Date()): Promise<Check> {
  return check("clock", () => {
    const found = now.toISOString();
    if (now.getUTCFullYear() >= FIRST_YEAR) return { status: "ok", found };
    const remedy = "Set this machine's clock: user sigs and certificates are valid for a time.";
    return { status: "failure", found, remedy };
  });
}

/** Checks that the vendor's names resolve, and that a connection to each opens. */
export function checkNetwork(): Promise<Check[]> {
  return Promise.all(SERVERS.map((server) => check("network", () => reach(server))));
}

async function reach(server: string): Promise<Finding> {
  const to = `${server}:${PORT}`;
  let step = "can't be resolved";
  try {
    const { address } = await inTime(lookup(server));
    step = `(${address}) can't be connected to`;
    await open(address);
    return { status: "ok", found: `${to} (${address})` };
  } catch (error) {
    const remedy = `Let this machine resolve names and connect to port ${PORT} of the internet.`;
    return { status: "failure", found: `${to} ${step}: ${messageOf(error)}`, remedy };
  }
}

/** Opens a connection, and closes it at once. */
async function open(address: string): Promise<void> {
  const socket = connect(PORT, address);
  try {
    await inTime(
      new Promise<void>((resolve, reject) => {
        socket.once("connect", resolve);
        socket.once("error", reject);
      }),
    );
  } finally {
    socket.destroy();
  }
}

function inTime<Value>(promise: Promise<Value>): Promise<Value> {
  return within(promise, LIMIT_MS, () => new Error(`no answer within ${LIMIT_MS} ms`));
}
