/**
 * Opens a session in a worker that ends as the third argument tells, while the library calls back
 * and goes on doing so. With "beside" as the fourth argument, the main thread has a session too, on
 * a copy of the library. Tells what the worker has said, the error that has come out of it, and who
 * could log in on the main thread afterwards.
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

/** How long the library goes on after the worker's end, in milliseconds. */
const AFTERWARDS_MS = 300;
/** A library that is real has no such storm: it tells every so often that there is no network. */
const STORM = { count: 100_000, size: 256, threads: 4 };

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
  async "close()"(sdk) {
    // Of a session that is closed properly there may be an answer under way all the same.
    if (isStandIn(sdk)) {
      const native = libraryBehind(await openNative(library));
      (await controlStandIn()).set({
        "TIMSetConfig.delay": AFTERWARDS_MS / 2,
        "TIMSetConfig.survives_uninit": 1,
        "events.survive_uninit": 1,
      });
      for (let n = 0; n < 100; n++) {
        native.bind("TIMSetConfig").call(["{}"], native.bridge.register(() => {}));
      }
    }
    await sdk.close();
  },
};

function isStandIn(sdk: ImSdk): boolean {
  return sdk.sdkVersion.startsWith("stand-in");
}

if (isMainThread) {
  const beside = company === "beside" ? await openBeside() : undefined;
  const outcome = await runWorker();
  await pause(AFTERWARDS_MS);
  let user: string | null = null;
  if (beside && isStandIn(beside)) {
    await beside.login("alice", "sig");
    user = beside.loginUserId;
    await beside.logout();
  }
  await beside?.close();
  console.log(JSON.stringify({ ...outcome, user }));
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
  sdk.addEventListener("log", () => {}); // The real library has much to tell.
  if (isStandIn(sdk)) {
    (await controlStandIn()).emit("network", STORM);
  } else {
    sdk.login("alice", "sig").catch(() => {});
  }
  await promise;
  parentPort!.postMessage("called back");
  await endings[ending]!(sdk);
}
