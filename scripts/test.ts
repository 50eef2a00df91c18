/**
 * `deno task test`: every check and every test, on Deno, Bun and Node.js. It installs and builds
 * what is missing, and ends with one line that counts all. `deno task test:repeat 10` runs the
 * tests ten times.
 *
 * @module
 */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import config from "../deno.json" with { type: "json" };
import { buildNpm, type NpmPackage } from "./build_npm.ts";
import { root } from "./runtimes.ts";
import { buildStandIn, testStandIn } from "./stand_in/build.ts";
import { chooseStd } from "./std.ts";
import { Journal } from "./test_journal.ts";
import { runSuites, runToEnd, type Suite, SUITES_AT_ONCE } from "./test_runner.ts";
import {
  bunSuites,
  cacheWithoutCopier,
  denoSuites,
  nodeSuites,
  projectSuite,
  realSuites,
} from "./test_suites.ts";

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
  // By itself, because what it imports has Node.js's types in another version.
  ["types of the fleet", [deno, "check", "--frozen", "examples/fleet/fleet.ts"]],
  ["types on Bun", [join(root, "node_modules/.bin/tsc"), "-p", "scripts/bun.tsconfig.json"]],
  ["ready to publish", [deno, "publish", "--dry-run", "--allow-dirty"]],
  ["documentation", [deno, "doc", "--lint", ...entryPoints]],
  ["library and copier installed", [deno, "run", "-A", "src/cli.ts", "install"]],
];

const journal = new Journal();
const lock = readFileSync(join(root, "deno.lock"), "utf8");
for (const [name, command] of checks) {
  await journal.check(name, async () => {
    const { success, output } = await runToEnd(command, temporary);
    if (!success) throw new Error(output);
  });
}
await journal.check("documentation as HTML", async () => {
  const html = [`--output=${join(temporary, "html")}`, "--html", "--name=@imsdk/ffi"];
  const command = [deno, "doc", ...html, ...entryPoints];
  const { success, output } = await runToEnd(command, temporary, { NO_COLOR: "1" });
  // The command succeeds in spite of warnings, so its output is checked too.
  if (!success || !/^Written \d+ files to .*\n$/.test(output)) throw new Error(output);
});

// Nearly every test needs the stand-in, so where it can't be built its compiler's message is all
// that there is to say.
if (await journal.check("stand-in library built", () => void buildStandIn())) {
  await journal.check("stand-in library's own test", testStandIn);
  await runTests();
}

await journal.check("deno.lock as it was", () => {
  if (readFileSync(join(root, "deno.lock"), "utf8") !== lock) {
    throw new Error("Something has been fetched that deno.lock doesn't have. See git diff.");
  }
});

rmSync(temporary, { recursive: true, maxRetries: 3 });
Deno.exit(journal.close() ? 0 : 1);

/** Runs the tests, as often as the command line says. */
async function runTests(): Promise<void> {
  await chooseStd();
  const cache = cacheWithoutCopier(temporary);
  let built: NpmPackage | undefined;
  let node: Suite[] = [];
  await journal.check("npm package installed for Node.js", async () => {
    built = await buildNpm();
    node = nodeSuites(cache, built);
  });
  const suites = [...denoSuites(cache), ...bunSuites(cache), projectSuite(built?.tarball), ...node];
  const real = suites.filter(({ hasReal }) => hasReal).flatMap(realSuites);

  const repetitions = Number(Deno.args[0] ?? 1);
  for (let round = 1; round <= repetitions; round++) {
    if (repetitions > 1) journal.say(`Round ${round} of ${repetitions}`);
    await Promise.all([
      runSuites(suites, SUITES_AT_ONCE, journal, temporary),
      // These wait for the library's own limits most of the time.
      runSuites(real, 1, journal, temporary),
    ]);
  }
}
