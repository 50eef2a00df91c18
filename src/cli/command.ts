/**
 * The interface of the commands of `imsdk`.
 *
 * @module
 */

import type { ParseArgsConfig } from "node:util";

/** The flags of a call, by name. */
export type Flags = Readonly<
  Record<string, string | boolean | (string | boolean)[] | undefined>
>;

/** One command. To add one, write it and add it to the table of src/cli.ts. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `--help` prints below the usage line. */
  readonly help: string;
  /** Its flags, besides `--help`. */
  readonly flags: NonNullable<ParseArgsConfig["options"]>;
  /** Does the work and returns the exit code. The message of an error is printed. */
  run(flags: Flags): Promise<number>;
}

/** What a command's exit codes mean. */
export const ExitCode = {
  /** It succeeded. */
  Success: 0,
  /** It failed. */
  Failed: 1,
  /** Wrong usage: an unknown command or flag, or a missing value. */
  Misused: 2,
  /** What a shell reports for a program that Ctrl-C has ended. */
  Interrupted: 130,
  /** What a shell reports for a program that a closed pipe has ended. */
  OutputClosed: 141,
} as const;

/** Wrong usage of a command. The message says what is wrong or missing. */
export class UsageError extends Error {
  /** The error's name, "UsageError". */
  override readonly name = "UsageError";
}

/** The user has answered a prompt by Ctrl-C or Ctrl-D. */
export class Interruption extends Error {
  /** The error's name, "Interruption". */
  override readonly name = "Interruption";
}
