/**
 * Claims things on the main thread and in a worker, which ends as the first argument tells. The
 * second is a cache directory with another copier, for the worker to use. Prints what comes of it.
 *
 * With "race", several workers claim one thing at once.
 *
 * @module
 */

import { once } from "node:events";
import process from "node:process";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { loadAdapter } from "../../ffi/runtimes/load_adapter.ts";
import { until } from "../../scripts/until.ts";

const RACERS = 8;

const [ending = "", otherCache] = process.argv.slice(2);
// Before the adapter looks for the copier there.
if (!isMainThread && otherCache !== undefined) process.env.IMSDK_CACHE = otherCache;
const { claims } = await loadAdapter();
if (claims === undefined) throw new Error("There is no compiled copier");

const print = (what: string, value: unknown): void =>
  console.log(`${what}: ${JSON.stringify(value)}`);

function startWorker(data?: SharedArrayBuffer): Worker {
  return new Worker(new URL(import.meta.url), { argv: process.argv.slice(2), workerData: data });
}

async function tell(): Promise<void> {
  claims!.claim("main", "of the main thread");
  const worker = startWorker();
  const exit = once(worker, "exit");
  const [[claimed, taken]] = await once(worker, "message");
  print("the worker claims", claimed);
  print("the worker claims what is taken", taken);
  print("while the worker lives", claims!.claim("shared", "of the main thread"));
  print("nobody's meanwhile", claims!.take("shared"));
  if (ending === "terminate()") worker.terminate();
  else worker.postMessage("end");
  await exit;
  // A runtime may say that a thread has ended a little before it has.
  await until(() => claims!.claim("shared", "of the main thread")?.ended === true);
  print("when it has ended", claims!.claim("shared", "of the main thread"));
  print("taken over", claims!.take("sha"));
  claims!.update("shared", "of the main thread now");
  print("then", claims!.claim("shared", "of nobody"));
  claims!.release("shared");
  print("released", claims!.claim("shared", "anew"));
}

async function race(): Promise<void> {
  const ready = new SharedArrayBuffer(4);
  const racers = Array.from({ length: RACERS }, () => startWorker(ready));
  const claimed = await Promise.all(racers.map(async (racer) => (await once(racer, "message"))[0]));
  console.log(`${claimed.filter((other) => other === null).length} of ${RACERS} threads has it`);
  await Promise.all(racers.map((racer) => racer.terminate()));
}

if (isMainThread) await (ending === "race" ? race() : tell());
else if (ending === "race") {
  const ready = new Int32Array(workerData);
  Atomics.add(ready, 0, 1);
  while (Atomics.load(ready, 0) < RACERS);
  parentPort!.postMessage(claims.claim("prize", "of one"));
  setInterval(() => {}, 1_000); // Its claim must not end before the others have tried.
} else {
  parentPort!.postMessage([claims.claim("shared", "of the worker"), claims.claim("main", "")]);
  await once(parentPort!, "message");
  parentPort!.unref();
}
