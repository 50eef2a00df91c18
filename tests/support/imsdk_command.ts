/**
 * The `imsdk` command, in this process.
 *
 * @module
 */

import { main } from "../../src/cli.ts";
import { standardOutput } from "../../src/cli/output.ts";

/** What a command has printed up to now. */
export interface Output {
  stdout: string;
  stderr: string;
}

/** Runs a command here and collects what it prints. */
export async function imsdk(
  args: readonly string[],
  output: Output = { stdout: "", stderr: "" },
): Promise<Output & { readonly code: number }> {
  const { error } = console;
  const { print } = standardOutput;
  standardOutput.print = (line) => void (output.stdout += `${line}\n`);
  console.error = (line) => output.stderr += `${line}\n`;
  try {
    return { code: await main(args), ...output };
  } finally {
    console.error = error;
    standardOutput.print = print;
  }
}
