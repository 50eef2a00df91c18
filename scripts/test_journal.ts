/**
 * What a run of checks and tests says on the terminal: what goes on, how each part has ended and
 * how long it took, and at the end once more all that has failed.
 *
 * @module
 */

import type { Counts, Failure } from "./test_report.ts";

/** What has come of a part of the run. */
export interface Result extends Counts {
  readonly failures: readonly Failure[];
  /** What is shown of it: measurements, or where it has failed all of its output. */
  readonly output: string;
}

/** The longest that the terminal is silent, in milliseconds. */
const SILENCE_MS = 30_000;

/** How much of a failure is repeated at the end. */
const REPEATED_LINES = 8;

/** The account of one run. */
export class Journal {
  readonly #start = performance.now();
  /** What goes on, and since when. */
  readonly #running = new Map<string, number>();
  readonly #failures: Failure[] = [];
  readonly #counts = { passed: 0, failed: 0, skipped: 0 };
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Prints a line. */
  say(line: string): void {
    console.log(line);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#running.size > 0) this.say(this.#whatGoesOn());
    }, SILENCE_MS);
  }

  /** Runs a check, which counts as one test, and fails if it throws. */
  async check(name: string, action: () => Promise<void> | void): Promise<boolean> {
    const { failed } = await this.#run(name, async () => {
      try {
        await action();
        return { passed: 1, failed: 0, skipped: 0, failures: [], output: "" };
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        const failures = [{ name: "", text }];
        return { passed: 0, failed: 1, skipped: 0, failures, output: text };
      }
    }, () => "");
    return failed === 0;
  }

  /** Runs tests, and says how many of them have ended in each way. */
  async suite(name: string, action: () => Promise<Result>): Promise<void> {
    await this.#run(name, action, (counts) => `: ${describe(counts)}`);
  }

  /**
   * Lists what has failed, and ends with the line that counts all.
   *
   * @returns Whether nothing has failed.
   */
  close(): boolean {
    clearTimeout(this.#timer);
    console.log(`The run has taken ${secondsSince(this.#start)}.`);
    for (const { name, text } of this.#failures) {
      const lines = text.trim().split("\n").filter((line) => line.trim() !== "");
      console.log([`FAILED  ${name}`, ...lines.slice(0, REPEATED_LINES)].join("\n          "));
    }
    console.log(describe(this.#counts));
    return this.#counts.failed === 0;
  }

  async #run(
    name: string,
    action: () => Promise<Result>,
    shown: (counts: Counts) => string,
  ): Promise<Result> {
    const start = performance.now();
    this.#running.set(name, start);
    this.say(`begins  ${name}`);
    const result = await action();
    this.#running.delete(name);
    for (const key of ["passed", "failed", "skipped"] as const) this.#counts[key] += result[key];
    for (const failure of result.failures) {
      this.#failures.push({ ...failure, name: [name, failure.name].filter(Boolean).join(": ") });
    }
    if (result.output !== "") this.say(result.output);
    const word = result.failed > 0 ? "FAILED" : "ok    ";
    this.say(`${word}  ${name}${shown(result)}, ${secondsSince(start)}`);
    return result;
  }

  #whatGoesOn(): string {
    const parts = Array.from(
      this.#running,
      ([name, start]) => `${name} for ${secondsSince(start)}`,
    );
    return `...     ${parts.join("; ")}`;
  }
}

function describe({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function secondsSince(start: number): string {
  return `${Math.round((performance.now() - start) / 1000)} s`;
}
