/**
 * `imsdk install`: fetches the native library, and compiles the copier.
 *
 * @module
 */

import process from "node:process";
import { compileCopier, type CompileOptions } from "../../ffi/copier/compile.ts";
import { messageOf } from "../../ffi/errors/error_text.ts";
import { installLibrary, type InstallProgress } from "../../ffi/library_file/install.ts";
import { release } from "../../ffi/library_file/release.ts";
import { type Command, ExitCode } from "./command.ts";
import { standardOutput } from "./output.ts";
import type { Attempt } from "../../ffi/library_file/tarball.ts";

/** Fetches the native library into the cache directory, and compiles the copier into it. */
export const install: Command = {
  summary: "Fetch the native library into the cache directory",
  help: `Fetches ${release.package}@${release.version} from npm, with npm's settings, and puts the
library for this machine (ImSDK ${release.sdkVersion}) into the cache directory: IMSDK_CACHE, or
else imsdk in the user's cache directory. Where there is a C compiler (CC, or else cc), it compiles
the copier there as well, with which the library's threads never wait for JavaScript, and which
sessions in workers need. It keeps what is already there.
It says what it connects to, and each new try; a registry or
proxy that sends nothing for 30 seconds, or npm's fetch-timeout, is given up.

  --force  Fetch and compile again
  --help   Print this help`,
  flags: { force: { type: "boolean" } },

  async run({ force }) {
    const interrupt = new AbortController();
    const onInterrupt = (): void => interrupt.abort();
    process.once("SIGINT", onInterrupt);
    const meter = progressMeter();
    const options = { force: force === true, signal: interrupt.signal };
    try {
      const { path, installed } = await installLibrary({
        ...options,
        onProgress: meter.show,
        onAttempt: (attempt) => {
          meter.clear();
          console.error(describe(attempt));
        },
      });
      meter.clear();
      standardOutput.print(`${installed ? "Installed" : "Already installed"}: ${path}`);
      standardOutput.print(await compile(options));
      return ExitCode.Success;
    } catch (error) {
      meter.clear();
      if (!interrupt.signal.aborted) throw error;
      console.error("Interrupted; nothing was installed.");
      return ExitCode.Interrupted;
    } finally {
      process.off("SIGINT", onInterrupt);
    }
  },
};

/**
 * Compiles the copier. A failure is only reported, because on the main thread everything works
 * without it, only slower.
 */
async function compile(options: CompileOptions): Promise<string> {
  try {
    const { path, compiled } = await compileCopier(options);
    return `${compiled ? "Compiled" : "Already compiled"}: ${path}`;
  } catch (error) {
    options.signal?.throwIfAborted();
    const reason = messageOf(error);
    return `The copier was not compiled: ${reason}. Without it no session opens in a worker, and ` +
      "on Deno and Node.js the library's threads wait for JavaScript in their callbacks.";
  }
}

/** What is about to be connected to, and why once more. */
function describe({ number, limit, registry, proxy, failure, delay }: Attempt): string {
  const from = proxy === undefined ? registry : `${registry} by the proxy ${proxy}`;
  if (number === 1) return `Fetching ${release.package}@${release.version} from ${from}`;
  return `That failed (${failure}). Try ${number} of ${limit} is in ${delay / 1000} s`;
}

/** One line on the terminal that is rewritten. Nothing is written into a file or pipe. */
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
