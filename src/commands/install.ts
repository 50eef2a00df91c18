/**
 * `imsdk install`: fetches the native library.
 *
 * @module
 */

import process from "node:process";
import { installLibrary, type InstallProgress } from "../../ffi/install.ts";
import { release } from "../../ffi/release.ts";
import { type Command, ExitCode } from "./command.ts";

/** Fetches the native library into the cache directory. */
export const install: Command = {
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
