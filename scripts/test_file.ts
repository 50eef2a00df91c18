/**
 * `deno task test:file`: runs test files on one runtime, such as `node tests/login_test.ts`, and
 * shows all that the runtime's own test runner says.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import process from "node:process";
import { hostOf } from "./hosts.ts";
import { modulePath, root, type Runtime } from "./runtimes.ts";

const [runtime, ...files] = Deno.args;
const runners: Readonly<Record<Runtime, readonly string[]>> = {
  deno: ["test", "-A"],
  bun: ["test", "--timeout=600000"],
  node: ["--test", "--test-concurrency=1"],
};
if (runtime === undefined || !Object.hasOwn(runners, runtime) || files.length === 0) {
  console.error("Usage: deno task test:file deno|bun|node <test file>...");
  Deno.exit(2);
}
const host = await hostOf(runtime as Runtime);
const paths = files.map((file) => modulePath(file, host));
const { status } = spawnSync(host.executable, [...runners[host.runtime], ...paths], {
  cwd: root,
  stdio: "inherit",
});
process.exit(status ?? 1);
