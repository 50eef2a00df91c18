/**
 * Standard output, as the commands print to it.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { codeOf, messageOf } from "../../ffi/errors/error_text.ts";
import { type ReservedOutput, writeWhole } from "../../ffi/isolation/standard_output.ts";

const STDOUT = 1;

/** A line could not be printed. The message says why. */
export class OutputError extends Error {
  /** The error's name, "OutputError". */
  override readonly name = "OutputError";

  /** Whether the reader, such as `head`, has closed its end: it has read all that it wants. */
  readonly isClosed: boolean;

  /** Takes the system's error. */
  constructor(cause: unknown) {
    const code = codeOf(cause);
    super(
      `Cannot write to standard output: ${messageOf(cause)}. Check where it leads.`,
      { cause },
    );
    this.isClosed = code === "EPIPE" || code === "ECONNRESET";
  }
}

/**
 * Prints lines, each before the call returns: a stream of the runtime's would report a failure
 * later, as an event or not at all.
 */
class StandardOutput {
  #reserved: ReservedOutput | undefined;

  /**
   * Prints a line.
   *
   * @throws {OutputError} It cannot be printed.
   */
  print(line: string): void {
    const text = `${line}\n`;
    try {
      if (this.#reserved) this.#reserved.write(text);
      else writeWhole(STDOUT, Buffer.from(text));
    } catch (cause) {
      throw new OutputError(cause);
    }
  }

  /**
   * Prints by a reservation of standard output, until the function that is returned is called, which
   * releases it.
   */
  printBy(reserved: ReservedOutput | undefined): () => void {
    this.#reserved = reserved;
    return () => {
      this.#reserved = undefined;
      reserved?.release();
    };
  }
}

/** Standard output. */
export const standardOutput: StandardOutput = new StandardOutput();
