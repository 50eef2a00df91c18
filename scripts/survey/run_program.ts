/**
 * Runs the program that calls every function, in a separate process without a network, and collects
 * its report. Detects a library that crashes or hangs, and in which function.
 *
 * @module
 */

import { execFile, type ExecFileException } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { type Host, root, runCommand } from "../runtimes.ts";
import type { Answer, Event, Line } from "./report.ts";

/** The program's report, and how it ended. */
export interface Survey {
  /** The answers, in the order of the calls. */
  readonly answers: readonly Answer[];
  /** The events, as they came. */
  readonly events: readonly Event[];
  /** Why not all functions have been called, or `undefined`. */
  readonly failure: string | undefined;
}

/** How the program is run. */
export interface SurveyOptions {
  /** The runtime. */
  readonly host: Host;
  /** Command prefix that removes the network, if this process has one. */
  readonly before?: readonly string[];
  /** Whether to log in before TIMInit, so that the login fails at once instead of after 30 s. */
  readonly quick?: boolean;
}

/**
 * More than all calls take: half a minute for a login without a network, and a second for the rest.
 */
const LIMIT_MS = 120_000;

/** Runs the program to its end. */
export async function runSurvey(
  { host, before = [], quick = false }: SurveyOptions,
): Promise<Survey> {
  const scratch = mkdtempSync(join(tmpdir(), "imsdk-survey-"));
  try {
    const data = join(scratch, "data");
    mkdirSync(data);
    const report = join(scratch, "report");
    writeFileSync(report, "");
    const program = runCommand("scripts/survey/program.ts", { host });
    const mode = quick ? ["quick"] : [];
    const problem = await run([...before, ...program, data, report, ...mode]);
    return surveyOf(readFileSync(report, "utf8"), problem);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Runs a command to its end. Returns what went wrong, if anything. */
async function run([command, ...args]: readonly string[]): Promise<string | undefined> {
  try {
    await promisify(execFile)(command!, args, {
      cwd: root,
      env: { ...process.env, NO_COLOR: "1" },
      timeout: LIMIT_MS,
      killSignal: "SIGKILL",
    });
    return undefined;
  } catch (error) {
    const { killed, signal, code, stderr } = error as ExecFileException & { stderr: string };
    if (killed) return `It had not ended after ${LIMIT_MS / 1000} s`;
    return `It ended with ${signal ?? code}: ${stderr}`;
  }
}

function surveyOf(report: string, problem: string | undefined): Survey {
  const lines: Line[] = report.split("\n").filter((line) => line !== "")
    .map((line) => JSON.parse(line));
  const called = lines.flatMap((line) => "calling" in line ? [line.calling] : []);
  return {
    answers: lines.flatMap((line) => "answer" in line ? [line.answer] : []),
    events: lines.flatMap((line) => "event" in line ? [line.event] : []),
    failure: problem && `${problem}\nIt has called ${called.at(-1) ?? "nothing"} last.`,
  };
}
