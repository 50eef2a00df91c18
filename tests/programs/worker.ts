/**
 * Opens a session in a worker that ends as the third argument tells, while the library calls back
 * and goes on doing so. With "beside" as the fourth argument, the main thread has a session too, on
 * a copy of the library. Tells what the worker has said, the error that has come out of it, who could
 * log in on the main thread afterwards, and whether the library has called back after the end.
 *
 * @module
 */

import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { openNative } from "../../ffi/mod.ts";
import type { ImSdk } from "../../mod.ts";
import { locateLibrary } from "../../ffi/library_file/locate.ts";
import { libraryBehind } from "../support/answer.ts";
import { args, controlStandIn, openSession } from "./session.ts";

const [ending = "", company] = args;
const [library, dataDir = ""] = process.argv.slice(2);

/** How long the main thread goes on after the worker's end, in milliseconds. */
const AFTERWARDS_MS = 500;
const STORM = { count: 10_000, size: 256, threads: 4 };
/** One of these comes every 20 ms, before the worker's end and long after it. */
const ANSWERS = 200;
const ANSWER_EVERY_MS = 20;

const native = await openNative(library || undefined);
const standIn = native.api.TIMGetSDKVersion()?.startsWith("stand-in")
  ? await controlStandIn()
  : undefined;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function openBeside(): Promise<ImSdk> {
  const directory = join(dataDir, "beside");
  mkdirSync(directory);
  const libraryPath = join(directory, "copy.so");
  copyFileSync(locateLibrary(library || undefined), libraryPath);
  return await openSession({ libraryPath, dataDir: directory });
}

/** Runs the worker to its end. */
async function runWorker(): Promise<{ told: string; error: string | null }> {
  const worker = new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) });
  let told = "nothing";
  let error: string | null = null;
  const exit = new Promise((resolve) => worker.on("exit", resolve));
  worker.on("error", ({ message }: Error) => error = message);
  worker.on("message", (message: string) => {
    told = message;
    if (ending === "terminate()") worker.terminate();
  });
  await exit;
  return { told, error };
}

const endings: Record<string, (sdk: ImSdk) => unknown> = {
  "terminate()": () => setInterval(() => {}, 1_000),
  "an uncaught exception": () =>
    setTimeout(() => {
      throw new Error("nobody catches this");
    }),
  "an unhandled rejection": () =>
    setTimeout(() => Promise.reject(new Error("nobody catches this"))),
  "process.exit()": () => setTimeout(() => process.exit(3)),
  "close()": (sdk) => sdk.close(),
};

/** Even TIMUninit does not keep the answers back. */
function sendRequests(): void {
  const behind = libraryBehind(native);
  standIn!.set({ "TIMSetConfig.thread": "own", "TIMSetConfig.survives_uninit": 1 });
  for (let n = 0; n < ANSWERS; n++) {
    standIn!.set({ "TIMSetConfig.delay": n * ANSWER_EVERY_MS });
    behind.bind("TIMSetConfig").call(["{}"], behind.bridge.register(() => {}));
  }
}

if (isMainThread) {
  const callbacks = (): number => standIn?.count("callbacks.started") ?? 0;
  const beside = company === "beside" ? await openBeside() : undefined;
  const outcome = await runWorker();
  const before = callbacks();
  await pause(AFTERWARDS_MS);
  const late = callbacks() > before;
  let user: string | null = null;
  if (beside && standIn) {
    await beside.login("alice", "sig");
    user = beside.loginUserId;
    await beside.logout();
  }
  await beside?.close();
  console.log(JSON.stringify({ ...outcome, user, late }));
} else {
  let sdk;
  try {
    sdk = await openSession({ dataDir: join(dataDir, "worker") });
  } catch (error) {
    parentPort!.postMessage(String(error));
    throw error;
  }
  const { promise, resolve } = Promise.withResolvers<void>();
  sdk.addEventListener("networkstatus", () => resolve());
  sdk.addEventListener("log", () => {});
  if (standIn) {
    standIn.emit("network", STORM);
    sendRequests();
  } else {
    // The real library has no storm, but much to log while it looks for a network.
    sdk.login("alice", "sig").catch(() => {});
  }
  await promise;
  parentPort!.postMessage("called back");
  await endings[ending]!(sdk);
}
