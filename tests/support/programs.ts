/**
 * Programs of tests/programs/, each run as a process of its own on the runtime that this one runs
 * on.
 *
 * @module
 */

import { spawn } from "node:child_process";
import process from "node:process";
import { currentHost, modulePath } from "../../scripts/runtimes.ts";
import { assertEquals } from "./testing.ts";

/** How a program is run. */
export interface ProgramOptions {
  /** Prefix of the program's command, such as one that removes the network. */
  readonly before?: readonly string[];
  /** What Deno permits; by default everything. The other runtimes know no permissions. */
  readonly permissions?: readonly string[];
  /** Changes to the environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Time limit, in milliseconds. */
  readonly limitMs?: number;
}

/** How a program has ended, and what it has written. */
export interface Outcome {
  /** Its exit code, or `null` when a signal has ended it. */
  readonly code: number | null;
  /** The signal that has ended it, or `null`. */
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How one of the programs of tests/programs/ has ended. */
export interface Ending extends Outcome {
  /** When it ended, as `performance.now()` tells it. */
  readonly at: number;
}

/** How much of a program's output is shown where a test fails. */
const SHOWN_LINES = 20;

/**
 * Asserts how a program has ended: its exit code, and whatever else is expected.
 *
 * @returns The ending.
 */
export function assertEnding<Given extends Outcome>(
  ending: Given,
  expected: Partial<Outcome> & Pick<Outcome, "code">,
): Given {
  const { code, signal, stdout, stderr } = ending;
  const found = { code, signal, stdout, stderr };
  assertEquals(
    found,
    { ...found, ...expected },
    `${describeEnding(ending)}Expected is ${JSON.stringify(expected)}.`,
  );
  return ending;
}

/**
 * Says by what code or signal a program has ended, and shows the last lines of what it has written:
 * a crash leaves no code, and often nothing on standard error.
 */
export function describeEnding({ code, signal, stdout, stderr }: Outcome): string {
  const end = code === null ? `by the signal ${signal}` : `with the exit code ${code}`;
  return `The program has ended ${end}.\n` +
    lastLines("standard output", stdout) + lastLines("standard error", stderr);
}

function lastLines(name: string, text: string): string {
  if (text.trim() === "") return `Its ${name} is empty.\n`;
  const lines = text.trimEnd().split("\n").slice(-SHOWN_LINES);
  return `Its ${name} ends with:\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

/** A program that has been started. It's killed when it goes out of scope. */
export interface Program extends AsyncDisposable {
  /** How it ends. Rejects if it was killed because of its time limit. */
  readonly ending: Promise<Ending>;
  /** Whether it still runs. */
  readonly isRunning: boolean;
  /** Waits until it has written a text to its standard output. */
  says(text: string): Promise<void>;
  /** Sends it a signal. */
  signal(name: "SIGINT" | "SIGTERM" | "SIGKILL"): void;
}

const DEFAULT_LIMIT_MS = 20_000;

/** Runs a program to its end. */
export async function runProgram(
  name: string,
  args: readonly string[],
  options?: ProgramOptions,
): Promise<Ending> {
  await using program = startProgram(name, args, options);
  return await program.ending;
}

/** Starts a program, named by its path from tests/programs/. Its standard input is closed. */
export function startProgram(
  name: string,
  args: readonly string[],
  { before = [], permissions = ["-A"], env, limitMs = DEFAULT_LIMIT_MS }: ProgramOptions = {},
): Program {
  const run = currentHost.runtime === "deno" ? ["run", "--no-prompt", ...permissions] : [];
  const path = modulePath(`tests/programs/${name}`);
  const [command, ...rest] = [...before, process.execPath, ...run, path, ...args];
  const child = spawn(command!, rest, {
    env: { ...process.env, NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });

  const output = { stdout: "", stderr: "" };
  const { promise: ending, resolve, reject } = Promise.withResolvers<Ending>();
  const { promise: gone, resolve: onGone } = Promise.withResolvers<void>();
  let isRunning = true;
  let onOutput = (): void => {};
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output.stdout += text;
    onOutput();
  });
  child.stderr.setEncoding("utf8").on("data", (text) => output.stderr += text);
  child.on("exit", () => isRunning = false);
  child.on("error", (error) => {
    reject(error);
    onGone();
  });
  child.on("close", (code, signal) => {
    resolve({ code, signal, ...output, at: performance.now() });
    onGone();
  });
  const report = (what: string): Error =>
    new Error(`${[name, ...args].join(" ")} ${what}:\n${output.stdout}${output.stderr}`);

  // Deno's child.kill() reports a death by signal even when the child handles the signal.
  const signal: Program["signal"] = (name) => {
    if (isRunning && child.pid !== undefined) process.kill(child.pid, name);
  };
  const timer = setTimeout(() => {
    reject(report(`has not ended within ${limitMs} ms`));
    signal("SIGKILL");
  }, limitMs);
  gone.then(() => clearTimeout(timer));
  ending.catch(() => {}); // No unhandled rejection if nobody awaits it.

  return {
    ending,
    get isRunning() {
      return isRunning;
    },
    says: (text) =>
      new Promise<void>((resolve, reject) => {
        onOutput = () => output.stdout.includes(text) && resolve();
        onOutput();
        ending.then(() => reject(report(`has ended without saying "${text}"`)), reject);
      }),
    signal,
    async [Symbol.asyncDispose]() {
      signal("SIGKILL");
      await gone;
    },
  };
}
