/**
 * Runs the program that calls every function, in a process of its own without a network, and gathers
 * what it says. A library that crashes or hangs is noticed, and which function it was in.
 *
 * @module
 */

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { clearTimeout, setTimeout } from "node:timers";
import { type Host, root, runCommand } from "../runtimes.ts";
import type { Answer, Event, Line } from "./report.ts";

/** What the program has said, and how it has ended. */
export interface Coverage {
  /** The answers, in the order of the calls. */
  readonly answers: readonly Answer[];
  /** The events, as they came. */
  readonly events: readonly Event[];
  /** Why not all functions have been called, or `undefined`. */
  readonly failure: string | undefined;
}

/** How the program is run. */
export interface CoverageOptions {
  /** The runtime. */
  readonly host: Host;
  /** The command that takes the network away, where this process has one. */
  readonly before?: readonly string[];
  /** Whether the login is asked of a library that refuses it at once, instead of after 30 s. */
  readonly quick?: boolean;
}

/** More than any call takes: the program itself gives up on a login after a minute. */
const SILENCE_LIMIT_MS = 70_000;

/** Runs the program to its end. */
export async function runCoverage(
  { host, before = [], quick = false }: CoverageOptions,
): Promise<Coverage> {
  const directory = mkdtempSync(join(tmpdir(), "imsdk-coverage-"));
  try {
    const program = runCommand("scripts/coverage/program.ts", { host });
    return await gather([...before, ...program, directory, ...(quick ? ["quick"] : [])]);
  } finally {
    // The library's threads may be writing as long as the process has lived.
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function gather([command, ...args]: readonly string[]): Promise<Coverage> {
  const answers: Answer[] = [];
  const events: Event[] = [];
  let errors = "";
  let calling = "no function yet";
  let hung = false;

  const child = spawn(command!, args, {
    cwd: root,
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const kill = (): void => {
    hung = true;
    child.kill("SIGKILL");
  };
  const timer = setTimeout(kill, SILENCE_LIMIT_MS);
  child.stderr.setEncoding("utf8").on("data", (text) => errors += text);
  const ending = new Promise<string>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(signal ?? `code ${code}`));
  });
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (text) => {
    timer.refresh();
    // The library has a line of its own to say, whatever it's told.
    if (!text.startsWith("{")) return;
    const line: Line = JSON.parse(text);
    if ("calling" in line) calling = line.calling;
    else if ("answer" in line) answers.push(line.answer);
    else events.push(line.event);
  });
  try {
    const end = await ending;
    const how = hung ? `said nothing for ${SILENCE_LIMIT_MS / 1000} s` : `ended with ${end}`;
    const failure = end === "code 0" ? undefined : `It ${how}; last called: ${calling}\n${errors}`;
    return { answers, events, failure };
  } finally {
    clearTimeout(timer);
  }
}
