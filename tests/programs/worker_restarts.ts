/**
 * Starts a worker again and again, each of which initialises the library and is terminated while
 * the library calls back. Tells what the process has more of at the end than after the first few.
 *
 * @module
 */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { openNative } from "../../ffi/mod.ts";
import { repetitions } from "../support/repetitions.ts";
import { controlStandIn } from "./session.ts";

const WARM_UP = 10;
const RESTARTS = repetitions(20, 50);

const [library, dataDir = ""] = process.argv.slice(2);

async function runWorker(): Promise<void> {
  const worker = new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) });
  await new Promise((resolve, reject) => worker.on("message", resolve).on("error", reject));
  await worker.terminate();
}

interface Figures {
  readonly megabytes: number;
  readonly descriptors: number;
  readonly threads: number;
}

async function figures(): Promise<Figures> {
  // A thread may be there for a moment after its end has been told.
  await new Promise((resolve) => setTimeout(resolve, 500));
  return {
    megabytes: Math.round(process.memoryUsage.rss() / 2 ** 20),
    descriptors: readdirSync("/proc/self/fd").length,
    threads: readdirSync("/proc/self/task").length,
  };
}

if (isMainThread) {
  for (let n = 0; n < WARM_UP; n++) await runWorker();
  const before = await figures();
  for (let n = 0; n < RESTARTS; n++) await runWorker();
  const after = await figures();
  console.log(JSON.stringify({ restarts: RESTARTS, before, after }));
} else {
  const { api } = await openNative(library);
  const config = { sdk_config_config_file_path: join(dataDir, "restarts") };
  if (api.TIMInit(1400000000, config) !== 0) throw new Error("TIMInit has failed");
  const { promise, resolve } = Promise.withResolvers<void>();
  api.TIMSetNetworkStatusListenerCallback(() => resolve());
  (await controlStandIn()).emit("network", { count: 2_000, size: 1024, threads: 2 });
  setInterval(() => {}, 1_000); // It does not end by itself.
  await promise;
  parentPort!.postMessage("called back");
}
