/**
 * The `imsdk` command.
 *
 * ```sh
 * imsdk install
 * ```
 *
 * @module
 */

import process from "node:process";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { messageOf } from "../ffi/errors.ts";
import { installLibrary, type InstallProgress } from "../ffi/install.ts";
import { release } from "../ffi/release.ts";

type Flags = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** One command. To add one, write it and enter it into {@linkcode commands}. */
interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `--help` prints below the usage line. */
  readonly help: string;
  /** Its flags, besides `--help`. */
  readonly flags: NonNullable<ParseArgsConfig["options"]>;
  /** Does the work and gives the exit code; what it throws is printed as one line. */
  run(flags: Flags): Promise<number>;
}

const install: Command = {
  summary: "Fetch the native library into the cache directory",
  help: `Fetches ${release.package}@${release.version} from npm, as npm's settings say, and puts the
library for this machine (ImSDK ${release.sdkVersion}) into the cache directory: IMSDK_CACHE, or
else imsdk in the user's cache directory. Does nothing when it is there already.

  --force  Fetch it even so
  --help   Print this help`,
  flags: { force: { type: "boolean" } },

  async run({ force }) {
    const interrupt = new AbortController();
    const onInterrupt = (): void => interrupt.abort();
    process.once("SIGINT", onInterrupt);
    const meter = progressMeter();
    try {
      const { path, installed } = await installLibrary({
        force: force === true,
        signal: interrupt.signal,
        onProgress: meter.show,
      });
      meter.clear();
      console.log(`${installed ? "Installed" : "Already installed"}: ${path}`);
      return 0;
    } catch (error) {
      meter.clear();
      if (!interrupt.signal.aborted) throw error;
      console.error("Interrupted; nothing was installed.");
      return interrupted;
    } finally {
      process.off("SIGINT", onInterrupt);
    }
  },
};

const commands: Readonly<Record<string, Command>> = { install };

const failed = 1;
const misused = 2;
const interrupted = 130; // what a shell reports for a program that Ctrl-C has ended

/**
 * What this program does when it's run as such: the command of this process's arguments. The process
 * ends with the command's exit code.
 */
export async function runProgram(): Promise<void> {
  process.exitCode = await main(process.argv.slice(2));
  // Ctrl-C asks for an end at once, and a connection that was cut off may still hold on.
  if (process.exitCode === interrupted) process.exit();
}

/**
 * Runs the `imsdk` command.
 *
 * @param args The arguments after the program's name.
 * @returns The exit code: 0 for success, 1 for failure, 2 for a command or flag that doesn't
 *   exist, 130 after Ctrl-C.
 */
export async function main(args: readonly string[]): Promise<number> {
  const [name = "", ...rest] = args;
  if (name === "--help" || name === "-h" || name === "help") {
    console.log(overview());
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    console.error(`${name ? `imsdk: there is no command ${name}.` : "imsdk: which command?"}\n`);
    console.error(overview());
    return misused;
  }

  let flags: Flags;
  try {
    const help = { type: "boolean", short: "h" } as const;
    flags = parseArgs({ args: rest, options: { ...command.flags, help } }).values;
  } catch (error) {
    console.error(`imsdk ${name}: ${messageOf(error)}\nSee: imsdk ${name} --help`);
    return misused;
  }
  if (flags.help) {
    console.log(`Usage: imsdk ${name} [flags]\n\n${command.help}`);
    return 0;
  }

  try {
    return await command.run(flags);
  } catch (error) {
    console.error(`imsdk ${name}: ${messageOf(error)}`);
    return failed;
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
    "imsdk <command> --help tells more about one command.",
  ].join("\n");
}

/** One line on the terminal that is rewritten; it writes nothing into a file or pipe. */
function progressMeter(): { show(progress: InstallProgress): void; clear(): void } {
  let shown = "";
  const write = (line: string): void => {
    if (!process.stderr.isTTY || line === shown) return;
    process.stderr.write(`\r\x1b[K${line}`);
    shown = line;
  };
  return {
    show({ received, total }) {
      const percent = Math.min(100, Math.floor(received * 100 / total));
      write(`Fetching ${megabytes(received)} of ${megabytes(total)} MB (${percent} %)`);
    },
    clear: () => write(""),
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

// Not awaited here, lest it couldn't be loaded by require().
if (import.meta.main) void runProgram();
