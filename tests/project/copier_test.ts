/**
 * The copier, as C alone: the programs of tests/native/copier drive it by many threads, and are
 * built and run with each sanitizer that this machine has. One of them plays Node-API itself.
 */

import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { copierId, copierSource } from "../../ffi/copier/compile.ts";
import { COPIER_ID } from "../../ffi/copier/load.ts";
import { signatureCount, signaturesDefinition } from "../../ffi/copier/copier.ts";
import { atEnd } from "../support/at_end.ts";
import { repetitions } from "../support/repetitions.ts";
import { assertEquals, assertMatch, describe, it } from "../support/testing.ts";

const run = promisify(execFile);
const compiler = process.env.CC || "cc";
const directory = mkdtempSync(join(tmpdir(), "imsdk-copier-"));
await atEnd(() => rmSync(directory, { recursive: true, force: true }));

/** The queues alone, as Bun compiles them. */
const queuesSource = fileURLToPath(new URL("../../ffi/copier/copier.c", import.meta.url));
/** All of it, as it is compiled ahead of time. */
const addonSource = join(directory, "addon.c");
writeFileSync(addonSource, await copierSource());
const testSource = (name: string): string =>
  fileURLToPath(new URL(`../native/copier/${name}.c`, import.meta.url));

/** Every signature of the symbol table, and the kinds of numbers that it doesn't happen to use. */
const signatures = [
  signaturesDefinition,
  `SIGNATURE_3(${signatureCount},u32,i64,u64)`,
  `SIGNATURE_1(${signatureCount + 1},bool)`,
].join(" ");

const FLAGS = [
  "-O2",
  "-g",
  "-pthread",
  "-Wall",
  "-Wextra",
  "-Werror",
];
const TEST_FLAGS = ["-std=c11", "-D_POSIX_C_SOURCE=200809L"];
/** As it is compiled ahead of time. */
const ADDON_FLAGS = [
  "-fPIC",
  "-fvisibility=hidden",
  "-DADDON",
  `-DSIGNATURES=${signatures}`,
];

/** The programs, with what each tests, and how the copier is compiled for it. */
const programs = [
  {
    name: "copier_test",
    source: queuesSource,
    shown: "loses, repeats and spoils no record of eight threads",
    flags: [`-DSIGNATURES=${signatures}`],
    copierFlags: [
      "-Drealloc=limited_realloc",
      "-Dcalloc=limited_calloc",
      "-Dfree=noted_free",
      "-Dstrlen=claimed_strlen",
    ],
  },
  {
    name: "addon_test",
    source: addonSource,
    shown: "serves every thread of JavaScript, drops what comes after its end, and keeps claims",
    flags: [],
    copierFlags: [
      "-DADDON",
      "-DSIGNATURES=SIGNATURE_1(0,string) SIGNATURE_1(1,i32)",
      "-Drealloc=limited_realloc",
      "-Dmalloc=limited_malloc",
      "-Dcalloc=limited_calloc",
      "-Dpthread_mutex_lock=slow_lock",
      "-Dpthread_self=current_thread",
    ],
  },
] as const;

/**
 * Memory costs most under the sanitizer of threads, which finds a race by the order that locks make
 * and not by its happening, so that a few records show it as well as many.
 */
const RECORDS = repetitions(1_000, 10_000);

const builds = [
  ["no sanitizer", []],
  [
    "the sanitizers of addresses and undefined behaviour",
    ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"],
  ],
  ["the sanitizer of threads", ["-fsanitize=thread", `-DRECORDS=${RECORDS}`]],
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

async function buildAndRun(
  { name, source, flags, copierFlags }: (typeof programs)[number],
  sanitizer: readonly string[],
): Promise<string> {
  const program = join(directory, name);
  const object = `${program}.o`;
  const all = [...FLAGS, ...flags, ...sanitizer];
  await run(compiler, [...all, ...copierFlags, "-c", "-o", object, source]);
  await run(compiler, [...all, ...TEST_FLAGS, "-o", program, testSource(name), object]);
  const { stdout, stderr } = await run(program);
  return stdout + stderr;
}

describe("the copier", () => {
  it("has the id of its source", async () => {
    const id = copierId(await copierSource());
    assertEquals(COPIER_ID, id, `COPIER_ID in ffi/copier/load.ts must be "${id}"`);
  });

  it("compiles for Node-API without a warning", async () => {
    const object = join(directory, "addon.o");
    await run(compiler, [...FLAGS, ...ADDON_FLAGS, "-c", "-o", object, addonSource]);
  });

  for (const [sanitizer, flags] of builds) {
    const reason = obstacle(flags);
    for (const program of programs) {
      const title = `${program.shown}, with ${sanitizer}`;
      if (reason === undefined) {
        it(title, async () => assertMatch(await buildAndRun(program, flags), /^ok\n$/m));
      } else {
        it.skip(`${title} (skipped: this machine can't run one: ${reason})`, () => {});
      }
    }
  }
});
