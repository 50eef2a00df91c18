/**
 * Reads values from the terminal or a pipe.
 *
 * @module
 */

import process from "node:process";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { Interruption } from "./command.ts";

/** Whether standard input is a terminal, so that the user can be asked. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true;
}

/**
 * Asks for a value on the terminal. What is printed goes to standard error, and a secret isn't
 * shown while it's typed.
 *
 * @throws {Interruption} It was answered by Ctrl-C or Ctrl-D.
 */
export function ask(question: string, { secret = false } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    process.stderr.write(question);
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const lines = createInterface({
      input: process.stdin,
      output: secret ? nowhere : process.stderr,
      prompt: question, // redrawn with every correction
      terminal: true, // raw mode, so that the terminal itself echoes no keys
      historySize: 0,
    });
    let answer: string | undefined;
    lines.once("line", (line) => {
      answer = line.trim();
      lines.close();
    });
    lines.once("SIGINT", () => lines.close());
    lines.once("close", () => {
      if (secret || answer === undefined) process.stderr.write("\n");
      if (answer === undefined) reject(new Interruption("Interrupted"));
      else resolve(answer);
    });
  });
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
