/**
 * The `imsdk` command: `install` fetches the native library, `doctor` finds what keeps a login from
 * working on this machine, and `login` is a session on the terminal.
 *
 * ```sh
 * imsdk install
 * imsdk doctor --network
 * ```
 *
 * @example Installing the library from a program
 * ```ts
 * import { main } from "@imsdk/ffi/cli";
 *
 * if (await main(["install"]) !== 0) throw new Error("The library is not there.");
 * ```
 *
 * @module
 */

import process from "node:process";
import { parseArgs } from "node:util";
import { messageOf } from "../ffi/errors/error_text.ts";
import { release } from "../ffi/library_file/release.ts";
import { type Command, ExitCode, type Flags, Interruption, UsageError } from "./cli/command.ts";
import { doctor } from "./cli/doctor.ts";
import { install } from "./cli/install.ts";
import { login } from "./cli/login.ts";
import { OutputError, standardOutput } from "./cli/output.ts";
import { VERSION } from "./cli/version.ts";

const commands: Readonly<Record<string, Command>> = { install, doctor, login };

/**
 * Runs the `imsdk` command with this process's arguments, and sets the exit code of the process to
 * the one that {@linkcode main} returns.
 *
 * @example A program of your own that runs the command
 * ```ts
 * import { runProgram } from "@imsdk/ffi/cli";
 *
 * await runProgram();
 * ```
 */
export async function runProgram(): Promise<void> {
  // Without a listener, a standard error that nobody reads any more would end Node.js by a stack.
  process.stderr.on("error", () => {});
  process.exitCode = await main(process.argv.slice(2));
  // A connection that was given up may still keep the process alive.
  if (process.exitCode !== ExitCode.Success) process.exit();
}

/**
 * Runs the `imsdk` command.
 *
 * @param args The arguments after the program's name.
 * @returns The exit code: 0 for success, 1 for failure, 2 for a command or flag that doesn't exist
 *   or a value that is missing, 130 after Ctrl-C, 141 when the reader of standard output has closed
 *   it. Errors are printed to standard error, and never thrown.
 *
 * @example Looking at the machine
 * ```ts
 * import { main } from "@imsdk/ffi/cli";
 *
 * const code = await main(["doctor", "--json"]);
 * console.log(code === 0 ? "a login should work" : "something is missing");
 * ```
 */
export async function main(args: readonly string[]): Promise<number> {
  const [name = "", ...rest] = args;
  try {
    return await run(name, rest);
  } catch (error) {
    if (error instanceof Interruption) return ExitCode.Interrupted;
    if (error instanceof OutputError && error.isClosed) return ExitCode.OutputClosed;
    console.error(`${`imsdk ${name}`.trim()}: ${messageOf(error)}`);
    return ExitCode.Failed;
  }
}

async function run(name: string, rest: readonly string[]): Promise<number> {
  if (name === "--help" || name === "-h" || name === "help") {
    standardOutput.print(overview());
    return ExitCode.Success;
  }
  if (name === "--version" || name === "-v") {
    standardOutput.print(`@imsdk/ffi ${VERSION}, for ImSDK ${release.sdkVersion}`);
    return ExitCode.Success;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    console.error(`${name ? `imsdk: there is no command ${name}.` : "imsdk: which command?"}\n`);
    console.error(overview());
    return ExitCode.Misused;
  }

  const misused = (error: unknown): number => {
    console.error(`imsdk ${name}: ${messageOf(error)}\nSee: imsdk ${name} --help`);
    return ExitCode.Misused;
  };
  let flags: Flags;
  try {
    const help = { type: "boolean", short: "h" } as const;
    flags = parseArgs({ args: [...rest], options: { ...command.flags, help } }).values;
  } catch (error) {
    return misused(error);
  }
  if (flags.help) {
    standardOutput.print(`Usage: imsdk ${name} [flags]\n\n${command.help}`);
    return ExitCode.Success;
  }

  try {
    return await command.run(flags);
  } catch (error) {
    if (error instanceof UsageError) return misused(error);
    throw error;
  }
}

function overview(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const list = Object.entries(commands)
    .map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    "Usage: imsdk <command> [flags]",
    "",
    ...list,
    "",
    "imsdk <command> --help shows the help of one command, imsdk --version the version.",
  ].join("\n");
}

// In a bundle, import.meta.main is true for every module, so the file's name is checked as well.
// Not awaited, because require() cannot load a module with a top-level await.
if (import.meta.main && import.meta.url.endsWith("/src/cli.ts")) void runProgram();
