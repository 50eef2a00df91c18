/**
 * `deno task test:file`: runs test files on one runtime, such as `node tests/login_test.ts`, and
 * shows the output of the runtime's own test runner. `--filter=joins` chooses the tests that have
 * "joins" in their names.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chooseStd } from "./std.ts";
import { hostOf } from "./hosts.ts";
import { root, type Runtime, runtimeNames } from "./runtimes.ts";
import { readReport } from "./test_report.ts";
import { testCommand } from "./test_runner.ts";

const { values: { filter }, positionals: [runtime, ...files] } = parseArgs({
  args: Deno.args,
  options: { filter: { type: "string" } },
  allowPositionals: true,
});
if (runtime === undefined || !Object.hasOwn(runtimeNames, runtime) || files.length === 0) {
  console.error(
    "Usage: deno task test:file deno|bun|node <test file>... [--filter=<part of name>]",
  );
  Deno.exit(2);
}

const host = await hostOf(runtime as Runtime);
await chooseStd();
const temporary = mkdtempSync(join(tmpdir(), "imsdk-test-"));
const report = join(temporary, "report.xml");
const [program, ...args] = testCommand({ host, files, filter, report });
const { status } = spawnSync(program, args, { cwd: root, stdio: "inherit" });
const { passed, failed } = readReport(report);
rmSync(temporary, { recursive: true });

// No runner fails when a filter matches nothing.
const isEmpty = filter !== undefined && passed + failed === 0;
if (isEmpty) console.error(`No test has been run: none has "${filter}" in its name.`);
Deno.exit(isEmpty ? 1 : status ?? 1);
