/**
 * `deno task test`: every check and every test, on Deno, Bun and Node.js. It installs and builds
 * what is missing, and ends with one line that counts all. `deno task test:repeat 10` runs the
 * tests ten times.
 *
 * @module
 */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import config from "../deno.json" with { type: "json" };
import { cacheDirectory } from "../ffi/base/directories.ts";
import { release } from "../ffi/library_file/release.ts";
import { chooseStd } from "./std.ts";
import { buildNpm } from "./build_npm.ts";
import {
  bunHost,
  installSuite,
  NEWEST_NODE,
  nodeExecutable,
  nodeHost,
  OLDEST_NODE,
} from "./hosts.ts";
import { isolatingCommand } from "./network_namespace.ts";
import { currentHost, type Host, root } from "./runtimes.ts";
import { buildStandIn, testStandIn } from "./stand_in/build.ts";
import { type Counts, countTests, testCommand } from "./test_runner.ts";

/** Time limit of a suite. None takes a quarter of it, so one that reaches it has hung. */
const SUITE_LIMIT_MS = 600_000;

const deno = Deno.execPath();
const entryPoints = Object.values(config.exports);
/** For the runners' reports, and whatever the tests leave behind. */
const temporary = mkdtempSync(join(tmpdir(), "imsdk-test-"));

/** The one for Bun is checked by Bun's own types. */
const examples = [
  "examples/deno_bot_test.ts",
  "examples/echo_bot_test.ts",
  "examples/node_script_test.mjs",
];

/** What is checked before anything is run, as commands. */
const checks: readonly (readonly [name: string, command: readonly string[]])[] = [
  ["format", [deno, "fmt", "--check"]],
  ["lint", [deno, "lint"]],
  ["types on Deno", [
    deno,
    "check",
    "--frozen",
    "mod.ts",
    "ffi",
    "src",
    "tests",
    "scripts",
    ...examples,
  ]],
  ["types on Bun", [join(root, "node_modules/.bin/tsc"), "-p", "scripts/bun.tsconfig.json"]],
  ["ready to publish", [deno, "publish", "--dry-run", "--allow-dirty"]],
  ["documentation", [deno, "doc", "--lint", ...entryPoints]],
  ["library and copier installed", [deno, "run", "-A", "src/cli.ts", "install"]],
];

async function run(
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ success: boolean; output: string }> {
  const [program, ...args] = command;
  const { success, stdout, stderr } = await new Deno.Command(program!, {
    args,
    cwd: root,
    env: { TMPDIR: temporary, ...env },
    signal: AbortSignal.timeout(SUITE_LIMIT_MS),
  }).output();
  const decoder = new TextDecoder();
  return { success, output: decoder.decode(stdout) + decoder.decode(stderr) };
}

async function runCheck(name: string, action: () => Promise<void> | void): Promise<Counts> {
  try {
    await action();
    console.log(`ok      ${name}`);
    return { passed: 1, failed: 0, skipped: 0 };
  } catch (error) {
    console.log(`FAILED  ${name}\n${error instanceof Error ? error.message : error}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** One run of test files. */
interface Suite {
  /** What is tested, and on which runtime. */
  readonly name: string;
  readonly host: Host;
  readonly files: readonly string[];
  /** Prefix of the command. */
  readonly before?: readonly string[];
  /** Flags for the runtime. */
  readonly flags?: readonly string[];
  /** Changes to the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs test files, and counts their tests by the runner's report. */
async function runSuite(suite: Suite): Promise<Counts> {
  const { name, before = [], env, ...rest } = suite;
  const report = join(temporary, `${name.replaceAll(/\W/g, "-")}.xml`);
  const flags = rest.host.runtime === "deno" ? ["--no-check"] : rest.flags;
  const { success, output } = await run(
    [...before, ...testCommand({ ...rest, flags, report })],
    env,
  );
  const counts = countTests(report);
  // If the runner fails although no test has failed, the run itself counts as a failure.
  const failed = success ? counts.failed : Math.max(counts.failed, 1);
  if (failed > 0) console.log(output);
  for (const figures of output.match(/^\d+ accounts at once on .*$/gm) ?? []) console.log(figures);
  const { passed, skipped } = counts;
  console.log(
    `${
      failed ? "FAILED" : "ok    "
    }  ${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`,
  );
  return { passed, failed, skipped };
}

function sum(all: readonly Counts[]): Counts {
  return all.reduce((total, { passed, failed, skipped }) => ({
    passed: total.passed + passed,
    failed: total.failed + failed,
    skipped: total.skipped + skipped,
  }), { passed: 0, failed: 0, skipped: 0 });
}

const lock = readFileSync(join(root, "deno.lock"), "utf8");
const results: Counts[] = [];
for (const [name, command] of checks) {
  results.push(
    await runCheck(name, async () => {
      const { success, output } = await run(command);
      if (!success) throw new Error(output);
    }),
  );
}
results.push(
  await runCheck("documentation as HTML", async () => {
    const html = [`--output=${join(temporary, "html")}`, "--html", "--name=@imsdk/ffi"];
    const { success, output } = await run([deno, "doc", ...html, ...entryPoints], {
      NO_COLOR: "1",
    });
    // The command succeeds in spite of warnings, so its output is checked too.
    if (!success || !/^Written \d+ files to .*\n$/.test(output)) throw new Error(output);
  }),
);
results.push(await runCheck("stand-in library built", () => void buildStandIn()));
results.push(await runCheck("stand-in library's own test", testStandIn));

const testFiles = (directory: string): string[] =>
  readdirSync(join(root, directory))
    .filter((name) => name.endsWith("_test.ts"))
    .map((name) => `${directory}/${name}`);
const files = testFiles("tests");
const realFiles = [
  "tests/real_test.ts",
  "tests/custom_server_test.ts",
  "tests/accounts_real_test.ts",
  "tests/json_arguments_real_test.ts",
  "tests/survey_test.ts",
  "tests/local_database_test.ts",
];
const otherFiles = files.filter((file) => !realFiles.includes(file));
const onceFiles = testFiles("tests/project");
/** The tests that depend most on a runtime's FFI. */
const core = [
  "login",
  "logout",
  "open",
  "close",
  "events",
  "native",
  "call",
  "echo",
  "misbehaviour",
];
const namedFiles = (names: readonly string[]): string[] =>
  names.map((name) => `tests/${name}_test.ts`);
const coreFiles = namedFiles(core);
/** Further tests that depend on whether callbacks block the library's threads. */
const waitingFiles = namedFiles([
  ...core,
  "process",
  "user_code",
  "user_sig",
  "random",
  "permissions",
  "worker",
]);
const isolate = isolatingCommand() ?? [];

/**
 * A cache directory with everything that imsdk install has put into the user's own, except the
 * copier.
 */
function withoutCopier(): Readonly<Record<string, string>> {
  const IMSDK_CACHE = join(temporary, "cache");
  mkdirSync(IMSDK_CACHE);
  symlinkSync(join(cacheDirectory(), release.version), join(IMSDK_CACHE, release.version));
  return { IMSDK_CACHE };
}

const env = withoutCopier();

/** Which callbacks a suite tests: the copier's, or those that block. Its files verify this. */
const copied = { IMSDK_TEST_CALLBACKS_BLOCK: "false" };
const waiting = { IMSDK_TEST_CALLBACKS_BLOCK: "true" };

/** Versions of Node.js, each with and without the copier, and the files tested there. */
const nodeSuites = async (): Promise<Suite[]> => {
  const directory = installSuite((await buildNpm()).tarball);
  const suite = (version: string, files: readonly string[]): Suite => ({
    name: `Node.js ${version}`,
    host: nodeHost(nodeExecutable(version), directory),
    files,
    env: copied,
  });
  const without = ({ name, ...rest }: Suite): Suite => ({
    ...rest,
    name: `${name} without the copier`,
    env: { ...env, ...waiting },
  });
  return [
    suite(OLDEST_NODE, coreFiles),
    without(suite(OLDEST_NODE, waitingFiles)),
    suite("24", coreFiles),
    suite(NEWEST_NODE, otherFiles),
  ];
};

await chooseStd();
let node: readonly Suite[] = [];
results.push(
  await runCheck("npm package installed for Node.js", async () => {
    node = await nodeSuites();
  }),
);

const suites: readonly Suite[] = [
  { name: "the project itself", host: currentHost, files: onceFiles },
  { name: "Deno", host: currentHost, files: otherFiles, env: copied },
  {
    name: "Deno without the copier",
    host: currentHost,
    files: waitingFiles,
    env: { ...env, ...waiting },
  },
  { name: "Bun", host: bunHost, files: otherFiles, env: copied },
  {
    name: "Bun that compiles the copier itself",
    host: bunHost,
    files: coreFiles,
    env: { ...env, ...copied },
  },
  {
    name: "Bun without a C compiler",
    host: bunHost,
    files: coreFiles,
    env: { ...env, ...waiting },
    flags: [`--preload=${join(root, "tests/support/without_c_compiler.ts")}`],
  },
  ...node,
];

/** Runs the real library's tests on a runtime, each file in a process of its own. */
async function runRealSuites({ name, host, env = {} }: Suite): Promise<Counts> {
  const results: Counts[] = [];
  for (const file of realFiles) {
    const title = `real library, ${basename(file)}, on ${name}`;
    results.push(await runSuite({ name: title, host, files: [file], before: isolate, env }));
  }
  return sum(results);
}

const repetitions = Number(Deno.args[0] ?? 1);
for (let round = 1; round <= repetitions; round++) {
  if (repetitions > 1) console.log(`Round ${round} of ${repetitions}`);
  // The real library's tests mostly wait, for half a minute and more, so they run in parallel with
  // the rest.
  const real = suites.filter(({ files }) => files !== coreFiles && files !== onceFiles)
    .map(runRealSuites);
  for (const suite of suites) results.push(await runSuite(suite));
  results.push(...await Promise.all(real));
}

results.push(
  await runCheck("deno.lock as it was", () => {
    if (readFileSync(join(root, "deno.lock"), "utf8") !== lock) {
      throw new Error("Something has been fetched that deno.lock doesn't have. See git diff.");
    }
  }),
);

rmSync(temporary, { recursive: true });
const { passed, failed, skipped } = sum(results);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
Deno.exit(failed > 0 ? 1 : 0);
