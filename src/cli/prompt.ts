/**
 * Reads values from the terminal or a pipe.
 *
 * @module
 */

import process from "node:process";
import { createInterface, type Interface } from "node:readline";
import { Writable } from "node:stream";
import { Interruption } from "./command.ts";

/** Whether standard input is a terminal, so that the user can be asked. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true;
}

/** A question that is not answered yet. */
interface Question {
  readonly secret: boolean;
  resolve(answer: string): void;
  reject(reason: unknown): void;
}

/**
 * Asks for values on the terminal, one after the other. Lines that are typed or pasted before their
 * question answer it when it is asked. What is printed goes to standard error, and only while a
 * question waits whose answer is no secret.
 */
export class Questions {
  #lines: Interface | undefined;
  #question: Question | undefined;
  readonly #early: string[] = [];

  /**
   * Asks for a value.
   *
   * @throws {Interruption} It was answered by Ctrl-C or Ctrl-D.
   */
  async ask(question: string, { secret = false } = {}): Promise<string> {
    const lines = this.#lines ??= this.#open();
    process.stderr.write(question);
    const early = this.#early.shift();
    if (early !== undefined) {
      process.stderr.write(secret ? "\n" : `${early}\n`);
      return early;
    }
    return await new Promise((resolve, reject) => {
      this.#question = { secret, resolve, reject };
      if (secret) return;
      process.stderr.write("\r");
      lines.setPrompt(question); // redrawn with every correction
      lines.prompt(true);
    });
  }

  /** Leaves the terminal to others. What has been typed and not been asked for is dropped. */
  close(): void {
    this.#lines?.close();
  }

  #open(): Interface {
    const output = new Writable({
      write: (chunk, _encoding, done) => {
        if (this.#question?.secret === false) process.stderr.write(chunk);
        done();
      },
    });
    const lines = createInterface({
      input: process.stdin,
      output,
      prompt: "",
      terminal: true, // raw mode, so that the terminal itself echoes no keys
      historySize: 0,
    });
    lines.on("line", (line) => {
      const answer = line.trim();
      const question = this.#question;
      if (question === undefined) {
        this.#early.push(answer);
        return;
      }
      if (question.secret) process.stderr.write("\n");
      this.#question = undefined;
      question.resolve(answer);
    });
    lines.once("SIGINT", () => lines.close());
    lines.once("close", () => {
      const question = this.#question;
      this.#question = undefined;
      this.#lines = undefined;
      if (question === undefined) return;
      process.stderr.write("\n");
      question.reject(new Interruption("Interrupted"));
    });
    return lines;
  }
}

/** The first line of standard input, empty if there is none. The rest is not read. */
export async function firstLineOfInput(): Promise<string> {
  try {
    for await (const line of createInterface({ input: process.stdin })) return line.trim();
    return "";
  } finally {
    // The writer may keep its pipe open, which would keep this process alive.
    process.stdin.destroy();
  }
}
