/**
 * Values that are typed in, or come through a pipe.
 *
 * @module
 */

import process from "node:process";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { Interruption } from "./command.ts";

/** Whether there is somebody to ask. */
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
      prompt: question, // it's drawn again with every correction
      terminal: true, // takes the keys one by one, so that the terminal itself shows none
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

/** The first line of standard input, which is read no further; empty when there is none. */
export async function firstLineOfInput(): Promise<string> {
  try {
    for await (const line of createInterface({ input: process.stdin })) return line.trim();
    return "";
  } finally {
    // Whoever writes may keep a pipe open, which would keep this process alive.
    process.stdin.destroy();
  }
}
