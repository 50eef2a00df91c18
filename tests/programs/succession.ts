/**
 * Opens a session on one thread of JavaScript after another, on the same library and in the same
 * directory. Says of each who was logged in, and what has come of its callbacks.
 *
 * A thread ends as the third argument tells: "closed", by itself, after its session; or
 * "terminated", in a storm of events, with its session open, so that those after it get callbacks
 * of its own.
 *
 * @module
 */

import { once } from "node:events";
import process from "node:process";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { openNative } from "../../ffi/mod.ts";
import { until } from "../../scripts/until.ts";
import { libraryBehind } from "../support/answer.ts";
import { args, controlStandIn, openSession } from "./session.ts";

const THREADS = 5;
const EVENTS = 500;
const REQUESTS = 100;
/** When the answers come that a thread leaves behind: in the life of the next one. */
const LATE_MS = 3_000;
/** What one thread listens to and leaves behind; no other thread listens to it. */
const STORM = { count: 10_000, size: 256, threads: 4 };

const [ending] = args;

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
  const userId = `user ${workerData}`;
  const native = await openNative(process.argv[2]);
  const standIn = await controlStandIn();
  standIn.set({ "TIMSetConfig.delay": "", "TIMSetConfig.times": 1, "TIMSetConfig.thread": "" });
  let strays = 0;
  const library = libraryBehind(native);
  library.bridge.onStray(() => strays++);

  const sdk = await openSession();
  await sdk.logout();
  await sdk.login(userId, "sig");

  const codes: number[] = [];
  sdk.addEventListener("networkstatus", ({ detail }) => codes.push(detail.code));
  for (let code = 0; code < EVENTS; code++) standIn.emit("network", { b: code });
  await until(() => codes.length >= EVENTS);
  let late = 0;
  let foreign = 0;
  const inOrder = codes.every((code, place) => code === place);

  if (ending === "terminated") {
    // Requests that are never answered, until all late answers for the thread before have come.
    // Those must be dropped: with numbers that are used again they would settle these requests.
    let settled = 0;
    const send = (onReply: () => void): void => {
      library.bind("TIMSetConfig").call(["{}"], library.bridge.register(onReply));
    };
    standIn.set({ "TIMSetConfig.times": 0 });
    for (let n = 0; n < REQUESTS; n++) send(() => settled++);
    const answers = standIn.count("answers.sent");
    await standIn.idle();
    late = standIn.count("answers.sent") - answers;
    // Whatever was put into the queue before these events has been handled after them.
    const before = codes.length;
    for (let code = 0; code < EVENTS; code++) standIn.emit("network", { b: EVENTS + code });
    await until(() => codes.length >= before + EVENTS);
    foreign = settled + strays;

    // What this thread leaves behind: answers that come late, and a storm.
    standIn.set({
      "TIMSetConfig.times": 1,
      "TIMSetConfig.thread": "own",
      "TIMSetConfig.delay": LATE_MS,
      "TIMSetConfig.survives_uninit": 1,
    });
    for (let n = 0; n < REQUESTS; n++) send(() => {});
    sdk.addEventListener("userstatuschanged", () => {});
    standIn.emit("user_status", STORM);
  }
  parentPort!.postMessage(
    `${sdk.loginUserId}, ${codes.length} events ` +
      `${inOrder ? "in order" : "in disorder"}, ${foreign} of ${late} late answers`,
  );
  if (ending === "closed") await sdk.close();
}
