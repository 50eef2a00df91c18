/**
 * Compares the sides on one runtime. In each round all sides do the same work, one after the other,
 * and the next round begins with the next side. Rounds are short, so that other load on the machine
 * affects all sides alike. Its arguments are the path of the stand-in library, a directory, the
 * number of rounds and, to include ffi-rs, its name.
 *
 * @module
 */

import { fork } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { StandInControl } from "../../stand_in/control.ts";
import { openSide } from "../sides/open_side.ts";
import { events, type SideName } from "../sides/side.ts";
import { type CallWork, doCalls, isCallWork } from "../tasks.ts";

/** What is compared. */
export type Work = CallWork | EventWork;
type EventWork = "events64" | "events1024" | "events16384";
type Listener = keyof typeof events;

/** For each work and each side that can do it: microseconds a call or an event, by round. */
export type Comparison = Readonly<Record<Work, Samples>>;
type Samples = Readonly<Partial<Record<SideName, readonly number[]>>>;

/**
 * A side that does the work given and returns the microseconds per call, if it can do this work.
 */
interface Participant {
  readonly name: SideName;
  readonly run: (work: Work) => Promise<number> | undefined;
}

const [libraryPath = "", directory = "", rounds = "", withFfiRs] = process.argv.slice(2);

const works = [
  "status",
  "roundTrip",
  "overlapping",
  "events64",
  "events1024",
  "events16384",
] as const satisfies Work[];
const WARM_UP_ROUNDS = 3;

// Events

/** How many events of each size are sent in a round, and their size. */
const eventTasks: Readonly<Record<EventWork, readonly [count: number, size: number]>> = {
  events64: [1_000, 64],
  events1024: [1_000, 1024],
  events16384: [300, 16384],
};
const EVENTS_LIMIT_MS = 20_000;

const receivers = { module: (_text: string): void => {}, raw: (_text: string): void => {} };

async function takeEvents(side: Listener, count: number, size: number): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const texts: string[] = [];
  receivers[side] = (text) => {
    if (texts.push(text) === count) resolve();
  };
  const timer = setTimeout(resolve, EVENTS_LIMIT_MS);
  const start = performance.now();
  standIn.emit(events[side], { count, size });
  await promise;
  const microseconds = (performance.now() - start) * 1000 / count;
  clearTimeout(timer);
  // After the clock has stopped, because comparing would take most of the measured time.
  const corrupt = texts.filter((text, n) => text !== message[side](n, size)).length;
  if (texts.length !== count || corrupt > 0) {
    throw new Error(
      `Of ${count} events of ${size} bytes, ${side} has lost ${count - texts.length}, ` +
        `and ${corrupt} were corrupt`,
    );
  }
  return microseconds;
}

/** What the stand-in sends: see tests/native/standin.h. */
const message: Readonly<Record<Listener, (n: number, size: number) => string>> = {
  module: (n, size) => padded(`thread=0 n=${n} size=${size} pad=`, "", n, size),
  raw: (n, size) => padded(`{"thread":0,"n":${n},"size":${size},"pad":"`, '"}', n, size),
};

function padded(head: string, tail: string, n: number, size: number): string {
  const letter = String.fromCharCode("a".charCodeAt(0) + n % 26);
  return head + letter.repeat(size - head.length - tail.length) + tail;
}

// Rounds

async function participant(name: Listener): Promise<Participant> {
  const side = await openSide(name, libraryPath, directory);
  side.listen?.((text) => receivers[name](text));
  return {
    name,
    run(work) {
      if (isCallWork(work)) return doCalls(work, side);
      return side.listen && takeEvents(name, ...eventTasks[work]);
    },
  };
}

/** The side of ffi-rs, in another process. */
function distantParticipant(): Participant {
  const program = fileURLToPath(new URL("./ffi_rs.js", import.meta.url));
  const child = fork(program, [libraryPath, join(directory, "ffi_rs")]);
  process.on("exit", () => child.kill());
  return {
    name: "ffi_rs",
    run: (work) =>
      isCallWork(work)
        ? new Promise((resolve) => {
          child.once("message", (microseconds: number) => resolve(microseconds));
          child.send(work);
        })
        : undefined,
  };
}

async function compare(work: Work): Promise<Samples> {
  const samples: Record<string, number[]> = {};
  for (let round = 0; round < WARM_UP_ROUNDS + Number(rounds); round++) {
    for (let place = 0; place < participants.length; place++) {
      const { name, run } = participants[(round + place) % participants.length]!;
      const microseconds = await run(work);
      if (microseconds === undefined || round < WARM_UP_ROUNDS) continue;
      (samples[name] ??= []).push(microseconds);
    }
  }
  return samples;
}

const participants: Participant[] = [await participant("module"), await participant("raw")];
if (withFfiRs !== undefined) participants.push(distantParticipant());
const standIn = await StandInControl.of(libraryPath);
standIn.set({ "login.time": 0, "logout.time": 0 });

const comparison: Partial<Record<Work, Samples>> = {};
for (const work of works) comparison[work] = await compare(work);
console.log(JSON.stringify(comparison));
// What the sides have open would keep the process alive.
process.exit(0);
