/**
 * What a login needs besides the library: a correct clock, and access to the vendor's service.
 *
 * @module
 */

import { lookup } from "node:dns/promises";
import { connect } from "node:net";
import { within } from "../../ffi/base/waiting.ts";
import { type Check, check, type Finding } from "../../ffi/doctor/diagnosis.ts";
import { messageOf } from "../../ffi/errors/error_text.ts";

/** The year of this version of the module: a clock that shows an earlier one is wrong. */
const FIRST_YEAR = 2026;

/** One login server in each of the vendor's two domains. The names are from the library itself. */
const SERVERS = ["login.im.qcloud.com", "login.my-imcloud.com"];
const PORT = 443;
const LIMIT_MS = 5_000;

/** Checks that the clock is not years behind. */
export function checkClock(now: Date = new Date()): Promise<Check> {
  return check("clock", () => {
    const found = now.toISOString();
    if (now.getUTCFullYear() >= FIRST_YEAR) return { status: "ok", found };
    const remedy =
      "Set this machine's clock: user sigs and certificates are valid for a limited time.";
    return { status: "failure", found, remedy };
  });
}

/** Checks that the vendor's host names resolve, and that each accepts a connection. */
export function checkNetwork(): Promise<Check[]> {
  return Promise.all(SERVERS.map((server) => check("network", () => reach(server))));
}

async function reach(server: string): Promise<Finding> {
  const to = `${server}:${PORT}`;
  let step = "cannot be resolved";
  try {
    const { address } = await inTime(lookup(server));
    step = `(${address}) cannot be connected to`;
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
