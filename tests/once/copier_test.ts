/**
 * Bun's copier, as C alone: tests/native/copier/copier_test.c drives it by many threads, and is
 * built and run with each sanitizer that this machine has.
 */

import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { nativeCallbackKinds } from "../../ffi/signatures.ts";
import { callbacks } from "../../ffi/symbols.ts";
import { atEnd } from "../support/at_end.ts";
import { assertMatch, describe, it } from "../support/testing.ts";

const compiler = process.env.CC || "cc";
const directory = mkdtempSync(join(tmpdir(), "imsdk-copier-"));
await atEnd(() => rmSync(directory, { recursive: true, force: true }));

const copierSource = fileURLToPath(new URL("../../ffi/copier.c", import.meta.url));
const testSource = fileURLToPath(new URL("../native/copier/copier_test.c", import.meta.url));

/** Every signature of the symbol table, and the kinds of numbers that it doesn't happen to use. */
const signatures = [
  ...new Set(Object.values(callbacks).map((definition) => nativeCallbackKinds(definition).join())),
  "u32,i64,u64",
  "bool",
].map((kinds, index) => {
  const parameters = kinds === "" ? [] : kinds.split(",");
  return `SIGNATURE_${parameters.length}(${[index, ...parameters].join()})`;
});

const FLAGS = [
  "-O2",
  "-g",
  "-pthread",
  "-Wall",
  "-Wextra",
  "-Werror",
  `-DSIGNATURES=${signatures.join(" ")}`,
];
const TEST_FLAGS = ["-std=c11", "-D_POSIX_C_SOURCE=200809L"];
/** What the test puts in the place of the C library's. */
const COPIER_FLAGS = ["-Drealloc=limited_realloc", "-Dstrlen=claimed_strlen"];

const builds = [
  ["no sanitizer", []],
  [
    "the sanitizers of addresses and undefined behaviour",
    ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"],
  ],
  ["the sanitizer of threads", ["-fsanitize=thread"]],
] as const;

/** Why a program can't be built and run with these flags, if it can't. */
function obstacle(flags: readonly string[]): string | undefined {
  if (flags.length === 0) return undefined; // A missing compiler is no reason to pass.
  const program = join(directory, "probe");
  const build = spawnSync(compiler, [...flags, "-x", "c", "-o", program, "-"], {
    input: "int main(void) { return 0; }",
    encoding: "utf8",
  });
  const { status, stderr, error } = build.status === 0
    ? spawnSync(program, { encoding: "utf8" })
    : build;
  if (status === 0) return undefined;
  return error?.message ?? (stderr.trim().split("\n").at(-1) || `it ends with ${status}`);
}

async function buildAndRun(flags: readonly string[]): Promise<string> {
  const run = promisify(execFile);
  const program = join(directory, "copier_test");
  const object = `${program}.o`;
  await run(compiler, [...FLAGS, ...flags, ...COPIER_FLAGS, "-c", "-o", object, copierSource]);
  await run(compiler, [...FLAGS, ...flags, ...TEST_FLAGS, "-o", program, testSource, object]);
  const { stdout, stderr } = await run(program);
  return stdout + stderr;
}

describe("the copier", () => {
  for (const [name, flags] of builds) {
    const title = `loses, repeats and spoils no record of eight threads, with ${name}`;
    const reason = obstacle(flags);
    if (reason === undefined) {
      it(title, async () => assertMatch(await buildAndRun(flags), /^ok\n$/m));
    } else {
      it.skip(`${title} (skipped: this machine can't run one: ${reason})`, () => {});
    }
  }
});
