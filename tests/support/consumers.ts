/**
 * Projects that use the npm package, for the tests that install and bundle it. Every login is on the
 * stand-in library.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { pathWithUsualNode } from "../../scripts/hosts.ts";
import { buildStandIn } from "../../scripts/stand_in/build.ts";
import { atEnd } from "./at_end.ts";
import { assertEnding, type Outcome } from "./programs.ts";
import { assertMatch, it } from "./testing.ts";

/** No command takes a tenth of this; one that does has hung. */
const LIMIT_MS = 120_000;

/** The directory that everything is in. */
export const temporary: string = mkdtempSync(join(tmpdir(), "imsdk-npm-"));
await atEnd(() => rmSync(temporary, { recursive: true, force: true }));

/** The environment of all commands. The cache is empty: nothing has been installed by `imsdk`. */
export const environment = {
  ...process.env,
  NO_COLOR: "1",
  NEXT_TELEMETRY_DISABLED: "1",
  PATH: pathWithUsualNode(),
  IMSDK_LIBRARY: buildStandIn(),
  IMSDK_CACHE: join(temporary, "cache"),
};

/** Runs a command to its end. If it can't be run, or has to be killed, it has no exit code. */
export function run(cwd: string, program: string, ...args: readonly string[]): Outcome {
  return runIn(environment, cwd, program, ...args);
}

/** The same, with an environment of its own. */
export function runIn(
  env: Readonly<Record<string, string>>,
  cwd: string,
  program: string,
  ...args: readonly string[]
): Outcome {
  const { status, signal, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env,
    encoding: "utf8",
    timeout: LIMIT_MS,
  });
  if (error) return { code: null, signal, stdout: "", stderr: error.message };
  return { code: status, signal, stdout, stderr };
}

/** Runs a command that must succeed. */
export function mustRun(cwd: string, ...command: readonly [string, ...string[]]): void {
  assertEnding(run(cwd, ...command), { code: 0 });
}

/** Makes an empty project, and gives its directory. */
export function emptyProject(name: string): string {
  const directory = join(temporary, name);
  mkdirSync(directory);
  writeFileSync(join(directory, "package.json"), '{ "private": true }\n');
  return directory;
}

/** Why nothing can be installed by npm, if it can't. */
export function npmObstacle(): string | undefined {
  if (run(temporary, "npm", "--version").code !== 0) return "npm can't be run";
  const { code } = run(temporary, "npm", "view", "koffi", "version", "--fetch-retries=0");
  return code === 0 ? undefined : "the package registry can't be reached";
}

/** A test that is skipped for a reason. */
export function itUnless(
  reason: string | undefined,
  name: string,
  body: () => void | Promise<void>,
): void {
  if (reason === undefined) it(name, body);
  else it.skip(`${name} (skipped: ${reason})`, body);
}

/** Writes a program into a project, and gives its path. */
export function write(project: string, name: string, code: string): string {
  const path = join(project, name);
  writeFileSync(path, code);
  return path;
}

/** The code of a program that logs in, with the package imported by this name. */
export function loginCode(module: string): string {
  return `import process from "node:process";
import { ImSdk } from ${JSON.stringify(module)};

async function main() {
  const sdk = await ImSdk.open({
    sdkAppId: 1400000000,
    dataDir: ${JSON.stringify(join(temporary, "data"))},
  });
  await sdk.login("alice", "sig");
  console.log(sdk.loginUserId + " is logged in");
  await sdk.logout();
  await sdk.close();
}

// Not by the runtime, which shows the line of code as well, and cuts off what is long.
main().catch((error) => {
  console.error(String(error));
  process.exitCode = 1;
});
`;
}

/** How a program of {@linkcode loginCode} ends. */
export const LOGGED_IN = { code: 0, stdout: "alice is logged in\n", stderr: "" };

/** Runs a program of {@linkcode loginCode}, by the command given. */
export function assertLogsIn(cwd: string, program: string, ...args: readonly string[]): void {
  assertEnding(run(cwd, program, ...args), LOGGED_IN);
}

/** Runs a command that must fail by an error. */
export function assertFails(
  expected: RegExp,
  ...command: readonly [string, string, ...string[]]
): void {
  const { stderr } = assertEnding(run(...command), { code: 1, stdout: "" });
  assertMatch(stderr, expected);
}

/** The error where koffi is missing. */
export const asksForKoffi = /^LibraryLoadError: .*npm install koffi$/m;
