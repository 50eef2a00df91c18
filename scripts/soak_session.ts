/**
 * The program of the soak: one session that logs in and out and receives events, as often as its
 * arguments say, and reports how the memory of its process has changed. It runs unchanged on every
 * runtime; scripts/soak.ts and tests/memory_test.ts start it, with the path of the stand-in
 * library, a data directory, the number of cycles and the number of events.
 *
 * @module
 */

import process from "node:process";
import { ImSdk, type ImSdkEventMap, type ImSdkEventType } from "../mod.ts";
import { StandInControl, type StandInEvent } from "./stand_in/control.ts";
import { collectGarbage } from "./memory.ts";

/** What the program writes to its standard output, as JSON. Memory is in bytes. */
export interface SoakReport {
  readonly cycles: number;
  readonly events: number;
  readonly seconds: number;
  /** Resident memory when a tenth was done, and at the end. */
  readonly rssAtTenth: number;
  readonly rssAtEnd: number;
  /** Growth of JavaScript's heap in use, from when a tenth was done to the end. */
  readonly heapGrowth: number;
  /** Events that never came. */
  readonly lost: number;
  /** Events that came out of order, or not as they were sent. */
  readonly corrupt: number;
}

/** One kind of event: what sends it, and what the stand-in makes its text of (see standin.h). */
interface Stream {
  readonly event: StandInEvent;
  readonly form: (n: number, pad: string) => string;
}

const ROUNDS = 100;
/** Warm-up before measuring, so that the runtime has compiled the hot code. */
const WARM_UP = { cycles: 2_000, events: 5_000 };
const EVENT_BYTES = 1024;
/** How many events are pending at once. */
const BATCH = 500;
const BATCH_LIMIT_MS = 20_000;

const [libraryPath = "", dataDir = "", ...counts] = process.argv.slice(2);
const [cycles = 0, events = 0] = counts.map(Number);

const standIn = await StandInControl.of(libraryPath);
standIn.set({ "login.time": 0, "logout.time": 0 });

const sdk = await ImSdk.open({ sdkAppId: 1400000000, libraryPath, dataDir });

// Cycles

/** One signal for all calls, as in a server, so that a leaked listener stays for ever. */
const { signal } = new AbortController();

async function logInAndOut(from: number, to: number): Promise<void> {
  for (let n = from; n < to; n++) {
    const options = n % 2 === 0 ? {} : { signal };
    const userId = `user-${n}`;
    await sdk.login(userId, `sig-${n}`, options);
    if (sdk.loginUserId !== userId) throw new Error(`${userId} has logged in unseen`);
    await sdk.logout(options);
  }
}

// Events

const object: Stream["form"] = (n, pad) =>
  `{"thread":0,"n":${n},"size":${EVENT_BYTES},"pad":"${pad}"}`;
const array: Stream["form"] = (n, pad) => `[${object(n, pad)}]`;
const line: Stream["form"] = (n, pad) => `thread=0 n=${n} size=${EVENT_BYTES} pad=${pad}`;

let lost = 0;
let corrupt = 0;
let batches = 0;
let receive = (_text: string): void => void corrupt++;

function stream<Type extends ImSdkEventType>(
  type: Type,
  event: StandInEvent,
  form: Stream["form"],
  text: (detail: ImSdkEventMap[Type]["detail"]) => string,
): Stream {
  sdk.addEventListener(type, ({ detail }) => receive(text(detail)));
  return { event, form };
}

/** One of each signature, and one more whose JSON is an array. */
const streams = [
  stream("networkstatus", "network", object, ({ desc }) => desc),
  stream("log", "log", line, ({ message }) => message),
  stream("selfinfoupdated", "self_info", object, (profile) => JSON.stringify(profile)),
  stream("userstatuschanged", "user_status", array, (statuses) => JSON.stringify(statuses)),
];

function message({ form }: Stream, n: number): string {
  const letter = String.fromCharCode("a".charCodeAt(0) + n % 26);
  return form(n, letter.repeat(EVENT_BYTES - form(n, "").length));
}

/** Makes the stand-in send a batch, and checks that all of it arrives unchanged and in order. */
async function takeBatch(stream: Stream, count: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let received = 0;
  let next = 0;
  receive = (text) => {
    const n = Number(/n"?[:=](\d+)/.exec(text)?.[1]);
    if (n >= next && text === message(stream, n)) next = n + 1;
    else corrupt++;
    if (++received === count) resolve();
  };
  standIn.emit(stream.event, { count, size: EVENT_BYTES });
  const timer = setTimeout(resolve, BATCH_LIMIT_MS);
  await promise;
  clearTimeout(timer);
  lost += Math.max(0, count - received);
}

async function takeEvents(from: number, to: number): Promise<void> {
  for (let sent = from; sent < to; sent += BATCH) {
    await takeBatch(streams[batches++ % streams.length]!, Math.min(BATCH, to - sent));
  }
}

// Memory

/**
 * The minimum of ten samples, the first of which is given. Memory that a runtime has not returned
 * yet can only raise a sample, so the minimum is the best estimate of what is in use. A leak raises
 * all samples.
 */
function least(samples: readonly number[], first: number): number {
  return Math.min(...samples.slice(first, first + ROUNDS / 10));
}

await Promise.all([logInAndOut(0, WARM_UP.cycles), takeEvents(0, WARM_UP.events)]);

const rss: number[] = [];
const heap: number[] = [];
const start = performance.now();
for (let round = 0; round < ROUNDS; round++) {
  const share = (total: number): [from: number, to: number] => [
    Math.round(total * round / ROUNDS),
    Math.round(total * (round + 1) / ROUNDS),
  ];
  await Promise.all([logInAndOut(...share(cycles)), takeEvents(...share(events))]);
  await collectGarbage();
  const { rss: resident, heapUsed } = process.memoryUsage();
  rss.push(resident);
  heap.push(heapUsed);
  if ((round + 1) % (ROUNDS / 10) === 0) {
    const seconds = (performance.now() - start) / 1000;
    console.error(
      `${round + 1} of ${ROUNDS} rounds, ${seconds.toFixed(1)} s, ` +
        `resident ${(resident / 1e6).toFixed(2)} MB, heap ${(heapUsed / 1e6).toFixed(2)} MB`,
    );
  }
}
await sdk.close();

const first = ROUNDS / 10;
const last = ROUNDS - ROUNDS / 10;
const report: SoakReport = {
  cycles,
  events,
  seconds: (performance.now() - start) / 1000,
  rssAtTenth: least(rss, first),
  rssAtEnd: least(rss, last),
  heapGrowth: least(heap, last) - least(heap, first),
  lost,
  corrupt,
};
console.log(JSON.stringify(report));
