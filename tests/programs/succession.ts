/**
 * Opens a session on one thread of JavaScript after another, on the same library. Says of each who
 * was logged in, and what has come of its callbacks.
 *
 * A thread ends as the third argument tells: "closed", by itself, after its session; or
 * "terminated", in a storm of events, with its session open, so that those after it get callbacks
 * of its own.
 *
 * @module
 */

import { once } from "node:events";
import { join } from "node:path";
import process from "node:process";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { openNative } from "../../ffi/mod.ts";
import type { StandInControl, StandInEvent } from "../../scripts/stand_in/control.ts";
import { until } from "../../scripts/until.ts";
import { libraryBehind } from "../support/answer.ts";
import { args, controlStandIn, openSession } from "./session.ts";

const THREADS = 8;
const EVENTS = 500;
const REQUESTS = 100;
/** What one thread listens to and leaves behind; no other thread listens to it. */
const STORM = { count: 10_000, size: 256, threads: 4 };

const [ending] = args;

/** Whether anybody listens to an event of the stand-in, which it is sent then. */
function canSend(standIn: StandInControl, event: StandInEvent): boolean {
  try {
    standIn.emit(event, { text: "[]" });
    return true;
  } catch {
    return false;
  }
}

/** Runs one thread to its end; tells what it has to say. */
async function runThread(place: number): Promise<string> {
  const worker = new Worker(new URL(import.meta.url), {
    argv: process.argv.slice(2),
    workerData: place,
  });
  const exit = once(worker, "exit");
  const [told] = await once(worker, "message");
  if (ending === "terminated") await worker.terminate();
  await exit;
  return told;
}

if (isMainThread) {
  for (let place = 0; place < THREADS; place++) {
    console.log(await runThread(place));
  }
} else {
  const [libraryPath, dataDir] = process.argv.slice(2);
  const userId = `user ${workerData}`;
  const native = await openNative(libraryPath);
  const standIn = await controlStandIn();
  let strays = 0;
  const library = libraryBehind(native);
  library.bridge.onStray(() => strays++);

  // That of the thread before, which may have left it locked.
  const sdk = await openSession({ dataDir: join(dataDir!, "all") });
  await sdk.logout();
  await sdk.login(userId, "sig");

  const codes: number[] = [];
  sdk.addEventListener("networkstatus", ({ detail }) => codes.push(detail.code));
  for (let code = 0; code < EVENTS; code++) standIn.emit("network", { b: code });
  await until(() => codes.length >= EVENTS);
  const inOrder = codes.every((code, place) => code === place);

  // Requests that stay without an answer, while what the thread before has asked for may be on its
  // way: had it the same numbers, it would settle these requests.
  let settled = 0;
  if (ending === "terminated" && workerData > 0) {
    await standIn.idle();
    // Of the same C signature as what the thread before has left, so that it's received here.
    sdk.addEventListener("userinfochanged", () => {});
    standIn.set({ "TIMSetConfig.times": 0 });
    for (let n = 0; n < REQUESTS; n++) {
      const number = library.bridge.register(() => settled++);
      library.bind("TIMSetConfig").call([`{"n":${n}}`], number);
    }
    // Its listener went with its session.
    if (canSend(standIn, "user_status")) throw new Error("a listener has stayed");
    await standIn.idle();
    // Whatever has come by then is behind these events.
    const last = codes.length + EVENTS;
    for (let code = 0; code < EVENTS; code++) standIn.emit("network", { b: EVENTS + code });
    await until(() => codes.length >= last);
    standIn.set({ "TIMSetConfig.times": 1 });
  }

  if (ending === "terminated") {
    sdk.addEventListener("userstatuschanged", () => {});
    standIn.emit("user_status", STORM);
  }
  parentPort!.postMessage(
    `${sdk.loginUserId}, ${codes.length} events ` +
      `${inOrder ? "in order" : "in disorder"}, ${strays + settled} callbacks of another's`,
  );
  if (ending === "closed") await sdk.close();
}
