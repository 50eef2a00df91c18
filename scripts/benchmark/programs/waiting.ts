/**
 * Measures how long the library's thread is inside this module's callback, while JavaScript is idle
 * and while it is busy. Its arguments are the path of the stand-in library and a directory.
 *
 * @module
 */

import process from "node:process";
import { ImSdk } from "../../../mod.ts";
import { StandInControl } from "../../stand_in/control.ts";

/** Time inside a callback, in microseconds. */
export interface TimeInCallbacks {
  readonly mean: number;
  readonly longest: number;
}

/** What the program writes to its standard output, as JSON. */
export interface WaitingReport {
  readonly idle: TimeInCallbacks;
  readonly busy: TimeInCallbacks;
}

const EVENTS = 1_000;
const EVENT_BYTES = 1024;
const BUSY_MS = 200;

const [libraryPath = "", dataDir = ""] = process.argv.slice(2);
const standIn = await StandInControl.of(libraryPath);

/**
 * Makes the stand-in send this many events, runs some work meanwhile, and waits for all of them.
 */
type Send = (count: number, meanwhile?: () => void) => Promise<void>;

/** The time in callbacks during some work, in a fresh session. */
async function timeInCallbacks(work: (send: Send) => Promise<void>): Promise<TimeInCallbacks> {
  await standIn.reset();
  await using sdk = await ImSdk.open({ sdkAppId: 1400000000, libraryPath, dataDir });
  let onEvent = (): void => {};
  sdk.addEventListener("log", () => onEvent());
  await work(async (count, meanwhile) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let received = 0;
    onEvent = () => void (++received === count && resolve());
    standIn.emit("log", { count, size: EVENT_BYTES });
    meanwhile?.();
    await promise;
  });
  await standIn.idle();
  return {
    mean: standIn.count("callbacks.nanoseconds") / standIn.count("callbacks.finished") / 1000,
    longest: standIn.count("callbacks.longest_nanoseconds") / 1000,
  };
}

async function oneByOne(send: Send): Promise<void> {
  for (let event = 0; event < EVENTS; event++) await send(1);
}

function whileBusy(send: Send): Promise<void> {
  return send(EVENTS, () => {
    const end = performance.now() + BUSY_MS;
    while (performance.now() < end);
  });
}

// Warm-up, so that the runtime has compiled the hot code.
await timeInCallbacks(oneByOne);
const report: WaitingReport = {
  idle: await timeInCallbacks(oneByOne),
  busy: await timeInCallbacks(whileBusy),
};
console.log(JSON.stringify(report));
process.exit(0);
