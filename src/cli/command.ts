/**
 * What a command of `imsdk` is.
 *
 * @module
 */

import type { ParseArgsConfig } from "node:util";

/** The flags of a call, by name. */
export type Flags = Readonly<
  Record<string, string | boolean | (string | boolean)[] | undefined>
>;

/** One command. To add one, write it and enter it into the table of src/cli.ts. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `--help` prints below the usage line. */
  readonly help: string;
  /** Its flags, besides `--help`. */
  readonly flags: NonNullable<ParseArgsConfig["options"]>;
  /** Does the work and gives the exit code; what it throws is printed as one line. */
  run(flags: Flags): Promise<number>;
}

/** What a command's exit codes mean. */
export const ExitCode = {
  /** It has done its work. */
  Success: 0,
  /** It could not. */
  Failed: 1,
  /** It was called in a way that doesn't exist. */
  Misused: 2,
  /** What a shell reports for a program that Ctrl-C has ended. */
  Interrupted: 130,
} as const;

/** A command was called in a way that doesn't exist; the message says what it misses. */
export class UsageError extends Error {
  /** The error's name, "UsageError". */
  override readonly name = "UsageError";
}

/** The user has broken off what a command has asked for. */
export class Interruption extends Error {
  /** The error's name, "Interruption". */
  override readonly name = "Interruption";
}
