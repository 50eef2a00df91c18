/**
 * The program that compares the sides on one runtime: in each round all sides do the same work, one
 * after the other, and the next round begins with the next side. A round is short, so that whatever
 * else the machine does meets all sides alike. Its arguments are the path of the stand-in library, a
 * directory, the number of rounds and the names of the sides, of which this module is the first.
 *
 * @module
 */

import process from "node:process";
import { deferred } from "../../../src/deferred.ts";
import { StandInControl } from "../../../tests/support/stand_in_control.ts";
import { events, openSide, type Side, type SideName } from "../sides/side.ts";

/** What is compared. */
export type Work =
  | "status"
  | "roundTrip"
  | "overlapping"
  | "events64"
  | "events1024"
  | "events16384";

/** For each work and each side that can do it: microseconds a call or an event, by round. */
export type Comparison = Readonly<Record<Work, Samples>>;
type Samples = Readonly<Partial<Record<SideName, readonly number[]>>>;

interface Participant {
  readonly name: SideName;
  readonly side: Side;
}

/** How often it's done in a round, and the function that does it and tells the milliseconds. */
interface Task {
  readonly count: number;
  readonly run: (participant: Participant, count: number) => number | Promise<number>;
}

const [libraryPath = "", directory = "", rounds = "", ...names] = process.argv.slice(2);

const WARM_UP_ROUNDS = 3;
const OVERLAPPING = 1_000;
const EVENTS_LIMIT_MS = 20_000;
/** By ffi-rs every call is slow and leaves memory behind, so it does only a part of the work. */
const FFI_RS_SHARE = 1 / 20;

const tasks: Readonly<Record<Work, Task>> = {
  status: { count: 40_000, run: getStatus },
  roundTrip: { count: 400, run: logInAndOut },
  overlapping: { count: OVERLAPPING, run: requestAtOnce },
  events64: { count: 1_000, run: (side, count) => takeEvents(side, count, 64) },
  events1024: { count: 1_000, run: (side, count) => takeEvents(side, count, 1024) },
  events16384: { count: 300, run: (side, count) => takeEvents(side, count, 16384) },
};

function getStatus({ side }: Participant, count: number): number {
  const start = performance.now();
  for (let n = 0; n < count; n++) side.status();
  return performance.now() - start;
}

async function logInAndOut({ side }: Participant, count: number): Promise<number> {
  const start = performance.now();
  for (let n = 0; n < count; n += 2) {
    await side.login();
    await side.logout();
  }
  return performance.now() - start;
}

async function requestAtOnce({ side }: Participant, length: number): Promise<number> {
  const start = performance.now();
  await Promise.all(Array.from({ length }, () => side.request()));
  return performance.now() - start;
}

// Events

const receivers = { module: (_text: string): void => {}, raw: (_text: string): void => {} };

async function takeEvents({ name }: Participant, count: number, size: number): Promise<number> {
  if (name === "ffi_rs") throw new TypeError("ffi-rs takes no events here");
  const { promise, resolve } = deferred<void>();
  const texts: string[] = [];
  receivers[name] = (text) => {
    if (texts.push(text) === count) resolve();
  };
  const timer = setTimeout(resolve, EVENTS_LIMIT_MS);
  const start = performance.now();
  standIn.emit(events[name], { count, size });
  await promise;
  const duration = performance.now() - start;
  clearTimeout(timer);
  // Not before: it would be the greater part of what is measured.
  const corrupt = texts.filter((text, n) => text !== message[name](n, size)).length;
  if (texts.length !== count || corrupt > 0) {
    throw new Error(
      `Of ${count} events of ${size} bytes, ${name} has lost ${count - texts.length}, ` +
        `and ${corrupt} were corrupt`,
    );
  }
  return duration;
}

/** What the stand-in sends: see tests/native/standin.h. */
const message = {
  module: (n: number, size: number): string =>
    padded(`thread=0 n=${n} size=${size} pad=`, "", n, size),
  raw: (n: number, size: number): string =>
    padded(`{"thread":0,"n":${n},"size":${size},"pad":"`, '"}', n, size),
};

function padded(head: string, tail: string, n: number, size: number): string {
  const letter = String.fromCharCode("a".charCodeAt(0) + n % 26);
  return head + letter.repeat(size - head.length - tail.length) + tail;
}

// Rounds

/** Microseconds for each call or event. */
async function measure(participant: Participant, { count, run }: Task): Promise<number> {
  const part = participant.name === "ffi_rs" ? count * FFI_RS_SHARE : count;
  return await run(participant, part) * 1000 / part;
}

async function compare(work: Work): Promise<Samples> {
  const able = participants.filter(({ side }) => side.listen || !work.startsWith("events"));
  const samples = Object.fromEntries(able.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < WARM_UP_ROUNDS + Number(rounds); round++) {
    for (let place = 0; place < able.length; place++) {
      const participant = able[(round + place) % able.length]!;
      const sample = await measure(participant, tasks[work]);
      if (round >= WARM_UP_ROUNDS) samples[participant.name]!.push(sample);
    }
  }
  return samples;
}

const participants: Participant[] = [];
for (const name of names as SideName[]) {
  const side = await openSide(name, libraryPath, directory);
  if (name !== "ffi_rs") side.listen?.((text) => receivers[name](text));
  participants.push({ name, side });
}
const standIn = await StandInControl.of(libraryPath);
standIn.set({ "login.time": 0, "logout.time": 0 });

const comparison: Partial<Record<Work, Samples>> = {};
for (const work of Object.keys(tasks) as Work[]) comparison[work] = await compare(work);
console.log(JSON.stringify(comparison));
// What the sides have open would keep the process alive.
process.exit(0);
