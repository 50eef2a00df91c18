/**
 * Opens a session on each of two threads of JavaScript at the same time, and logs in on both. The
 * thread's session is on a copy of the library. Says of each how its callbacks are taken.
 *
 * @module
 */

import { once } from "node:events";
import { join } from "node:path";
import process from "node:process";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { loadAdapter } from "../../ffi/runtimes/load_adapter.ts";
import type { ImSdk } from "../../mod.ts";
import { openSession } from "./session.ts";

async function logInAndOut(sdk: ImSdk, userId: string): Promise<string | null> {
  await sdk.login(userId, "sig");
  const { loginUserId } = sdk;
  await sdk.logout();
  return loginUserId;
}

async function shownCallbacks(): Promise<string> {
  return (await loadAdapter()).callbacksBlock ? "waiting" : "copied";
}

if (isMainThread) {
  await using sdk = await openSession();
  const before = await logInAndOut(sdk, "before");
  const worker = new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) });
  const [[there, callbacks]] = await once(worker, "message");
  const meanwhile = await logInAndOut(sdk, "meanwhile");
  worker.postMessage("close");
  await once(worker, "exit");
  console.log([before, there, meanwhile, await logInAndOut(sdk, "after")].join());
  console.log([await shownCallbacks(), callbacks].join());
} else {
  const dataDir = join(process.argv[3]!, "thread");
  await using sdk = await openSession({ isolated: true, dataDir });
  parentPort!.postMessage([await logInAndOut(sdk, "there"), await shownCallbacks()]);
  await once(parentPort!, "message");
  parentPort!.unref();
}
