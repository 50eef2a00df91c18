/**
 * `deno task demo`, `demo:bun` and `demo:node`: a login session on the real library. With an
 * account of the vendor's service in the environment, it logs in for real. Without one, it goes as
 * far as it can, and then runs again on the stand-in library, where the login succeeds.
 *
 * @module
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "../ffi/errors/error_text.ts";
import { LibraryLoadError } from "../ffi/errors/library_load_error.ts";
import { locateLibrary } from "../ffi/library_file/locate.ts";
import { main as imsdk } from "../src/cli.ts";
import { CREDENTIALS_HELP, credentialsFromEnvironment } from "./credentials.ts";
import { hostOf } from "./hosts.ts";
import { isolatingCommand } from "./network_namespace.ts";
import { root, runCommand, type Runtime, runtimeNames } from "./runtimes.ts";
import { buildStandIn } from "./stand_in/build.ts";

const runtime = (Deno.args[0] ?? "deno") as Runtime;
const host = await hostOf(runtime);
const LOGIN_LIMIT_MS = 5_000;

async function installedLibrary(): Promise<string> {
  try {
    return locateLibrary();
  } catch (error) {
    if (!(error instanceof LibraryLoadError)) throw error;
    if (await imsdk(["install"]) !== 0) Deno.exit(1);
    return locateLibrary();
  }
}

async function runSession(
  library: string,
  env: Record<string, string>,
  before: readonly string[] = [],
): Promise<boolean> {
  const [command, ...args] = [...before, ...runCommand("scripts/demo_session.ts", { host })];
  const { success } = await new Deno.Command(command!, {
    args,
    cwd: root,
    env: { IMSDK_LIBRARY: library, ...env },
  }).spawn().status;
  return success;
}

async function runOffline(library: string): Promise<boolean> {
  const dataDir = mkdtempSync(join(tmpdir(), "imsdk-demo-"));
  try {
    const namespace = isolatingCommand();
    const where = namespace ? "without a network" : "with this machine's network";
    console.log(
      `No account is set, so there is no real login. For one, set ${CREDENTIALS_HELP}.\n` +
        `The real library, ${where}, is given ${
          LOGIN_LIMIT_MS / 1000
        } s for a login that can't succeed:`,
    );
    const real = await runSession(library, {
      DEMO_LABEL: "real library    ",
      DEMO_LOGIN_LIMIT_MS: String(LOGIN_LIMIT_MS),
      DEMO_DATA_DIR: dataDir,
    }, namespace);
    return await runOnStandIn(dataDir) && real;
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}

/** Not everybody who looks at a demonstration has a C compiler. */
async function runOnStandIn(dataDir: string): Promise<boolean> {
  let library;
  try {
    library = buildStandIn();
  } catch (error) {
    console.log(
      "Left out: the same program on the stand-in library, where the login succeeds. " +
        messageOf(error),
    );
    return true;
  }
  console.log("The same program on the stand-in library, where the login succeeds:");
  return await runSession(library, { DEMO_LABEL: "stand-in library", DEMO_DATA_DIR: dataDir });
}

async function demonstrate(): Promise<boolean> {
  const library = await installedLibrary();
  const account = credentialsFromEnvironment();
  console.log(`Login session on ${runtimeNames[runtime]}, library ${library}`);
  if (account === undefined) return await runOffline(library);
  return await runSession(library, {
    DEMO_LABEL: "real library",
    DEMO_APP_ID: String(account.sdkAppId),
    DEMO_USER_ID: account.userId,
    DEMO_USER_SIG: account.userSig,
  });
}

try {
  Deno.exit(await demonstrate() ? 0 : 1);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  Deno.exit(1);
}
