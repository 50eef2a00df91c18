/**
 * The code of the documents and of the documentation comments: each block of TypeScript has its
 * types checked on the runtimes that it names, and each program is run there, on the stand-in
 * library.
 */

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { bunHost, installPackages, nodeExecutable, usualNode } from "../../scripts/hosts.ts";
import { currentHost, root, type Runtime, runtimeNames } from "../../scripts/runtimes.ts";
import { buildStandIn } from "../../scripts/stand_in/build.ts";
import { atEnd } from "../support/at_end.ts";
import { checkTypes, type Diagnostics } from "../support/block_checker.ts";
import {
  type CodeBlock,
  codeBlocks,
  contentOf,
  documentationOf,
  documents,
  translated,
} from "../support/documents.ts";
import { npmTarball } from "../support/npm_package.ts";
import { assertEnding } from "../support/programs.ts";
import { assert, assertEquals, assertMatch, describe, it } from "../support/testing.ts";

const LIMIT_MS = 20_000;
const runtimes = Object.keys(runtimeNames) as Runtime[];

const modules = ["ffi", "src"]
  .flatMap((directory) =>
    readdirSync(join(root, directory), { recursive: true, encoding: "utf8" })
      .map((file) => `${directory}/${file}`)
  )
  .concat("mod.ts")
  .filter((file) => file.endsWith(".ts"));
const blocks = [
  ...documents.flatMap((file) => codeBlocks(file, contentOf(file))),
  ...modules.flatMap((file) => codeBlocks(file, documentationOf(contentOf(file)))),
];
const place = ({ file, line }: CodeBlock): string => `${file}:${line}`;

/** Blocks with one mistake each, which must be found: else the rest of this proves nothing. */
const broken = codeBlocks(
  "broken.md",
  `
\`\`\`ts
import { ImSdk } from "@imsdk/ffi";
(await ImSdk.open({ sdkAppId: 1 })).logon();
\`\`\`

\`\`\`ts
import { openNativ } from "@imsdk/ffi/native";
\`\`\`
`,
);

/** A project where the package is installed, with what the programs need. */
const project = mkdtempSync(join(tmpdir(), "imsdk-documents-"));
await atEnd(() => rmSync(project, { recursive: true, force: true, maxRetries: 3 }));
const isInstalled = spawnSync("npm", ["--version"]).status === 0;
if (isInstalled) {
  installPackages(project, await npmTarball(), "@types/node@20");
}

/** Deno takes the module as it is here, and the others what npm has installed. */
function itOn(runtime: Runtime, name: string, body: () => void | Promise<void>): void {
  if (runtime === "deno" || isInstalled) it(name, body);
  else it.skip(`${name} (skipped: npm is not there)`, body);
}

describe("every code block", () => {
  it("is in a language that is checked here or in readme_test.ts", () => {
    const known = ["ts", "sh", "powershell", "json", "dockerfile", "ini"];
    const others = blocks.filter(({ language }) => !known.includes(language));
    assertEquals(others.map(place), []);
  });

  it("belongs to an @example that has one", () => {
    const following = modules.flatMap((file) =>
      [...contentOf(file).matchAll(/^ *\* @example .*\n(.*)/gm)].map(([, line]) => line!.trim())
    );
    assertEquals(following.filter((line) => line !== "* ```ts"), []);
    assert(following.length > 0);
  });
});

for (const runtime of runtimes) {
  const typed = blocks.filter(({ language, runtimes }) =>
    language === "ts" && runtimes.includes(runtime)
  );
  let checked: Diagnostics | undefined;
  const problems = (): Diagnostics =>
    checked ??= checkTypes([...typed, ...broken], runtime, project);

  describe(`the types on ${runtimeNames[runtime]}`, () => {
    itOn(runtime, "are reported as wrong in the right place", () => {
      const [method, name] = broken.map((block) => problems().get(block));
      assertMatch(method ?? "", /logon/);
      assertMatch(method ?? "", /broken\.md-2\.ts[(:]4\b/);
      assertMatch(name ?? "", /openNativ/);
    });

    for (const block of typed) {
      itOn(runtime, `are right at ${place(block)}`, () => {
        assertEquals(problems().get(block) ?? "", "");
      });
    }
  });
}

/** What a program prints, and what it says in the end if it runs until it's stopped. */
interface Expectation {
  readonly prints: RegExp;
  readonly whenStopped?: RegExp;
}

const expectations: Readonly<Record<string, Expectation>> = {
  "login.ts": { prints: /^alice is logged in, SDK stand-in \S+\n$/ },
  "sign.ts": { prints: /^eJ[\w*-]{100,}\nIt expires at 20\S+Z\n$/ },
  "bot.ts": { prints: /^bot is logged in\n/, whenStopped: /\nstopped\n$/ },
  "accounts.ts": { prints: /^2 sessions are open\n$/ },
  "sig_server.ts": { prints: /^listening\n/, whenStopped: /^listening\n$/ },
  "session.ts": { prints: /^alice is logged in\n$/ },
};

function commandOf(runtime: Runtime, path: string): readonly [string, ...string[]] {
  if (runtime === "bun") return [bunHost.executable, path];
  // The machine's own Node.js may be too old to run TypeScript.
  if (runtime === "node") return [path.endsWith(".ts") ? nodeExecutable("24") : usualNode(), path];
  // Quiet, because the first run in a new home prints what it downloads.
  const flags = ["--quiet", "--no-check", `--config=${join(root, "deno.json")}`];
  return [currentHost.executable, "run", "-A", ...flags, path];
}

let runs = 0;

/** Runs a program to its end, as a user of the runtime would. */
async function assertRuns(
  program: string,
  code: string,
  runtime: Runtime,
  expectation: Expectation,
): Promise<void> {
  const directory = join(project, `run-${++runs}`);
  mkdirSync(directory);
  writeFileSync(join(directory, "package.json"), '{ "type": "module" }\n');
  const path = join(directory, program);
  writeFileSync(path, code);
  await assertPrints(directory, commandOf(runtime, path), expectation);
}

async function assertPrints(
  directory: string,
  [executable, ...args]: readonly [string, ...string[]],
  { prints, whenStopped }: Expectation,
): Promise<void> {
  const child = spawn(executable, args, {
    cwd: directory,
    env: {
      ...process.env,
      NO_COLOR: "1",
      IMSDK_LIBRARY: buildStandIn(),
      IMSDK_CACHE: join(project, "cache"),
      XDG_DATA_HOME: join(directory, "data"),
      IMSDK_APP_ID: "1400000000",
      IMSDK_USER_ID: "alice",
      IMSDK_USER_SIG: "sig",
      IMSDK_SECRET_KEY: "0123456789abcdef".repeat(4),
      SIG_PORT: "0",
    },
  });
  let stdout = "";
  let stderr = "";
  let isStopped = whenStopped === undefined;
  child.stdout.setEncoding("utf8").on("data", (text) => {
    stdout += text;
    if (isStopped || !prints.test(stdout)) return;
    isStopped = true;
    process.kill(child.pid!, "SIGTERM");
  });
  child.stderr.setEncoding("utf8").on("data", (text) => stderr += text);
  const timer = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
  const [code, signal] = await once(child, "close");
  clearTimeout(timer);
  assertEnding({ code, signal, stdout, stderr }, { code: 0, stderr: "" });
  assertMatch(stdout, prints);
  if (whenStopped) assertMatch(stdout, whenStopped);
}

describe("every program", () => {
  const programs = blocks.filter(({ program }) => program !== undefined);

  itOn("deno", "is run by Deno on a clone beside it, by what README.md says", async () => {
    const [links, ...others] = blocks.filter(({ file, language }) =>
      file === "README.md" && language === "json"
    );
    assertEquals(others, []);
    const { code } = programs.find(({ program }) => program === "login.ts")!;
    const directory = join(project, "mine");
    mkdirSync(directory);
    writeFileSync(join(directory, "deno.json"), links!.code);
    writeFileSync(join(directory, "login.ts"), code);
    symlinkSync(root, join(project, "ffi"));
    const command = [currentHost.executable, "run", "-A", "--quiet", "login.ts"] as const;
    await assertPrints(directory, command, expectations["login.ts"]!);
  });

  it("has an expectation here, and each of these has a program", () => {
    const names = new Set(programs.map(({ program }) => program!));
    assertEquals([...names].sort(), Object.keys(expectations).sort());
  });

  itOn("node", "that is broken is reported", async () => {
    const expectation = { prints: /^alice is logged in/ };
    for (const code of ["throw new Error('broken');", "console.log('bob is logged in');"]) {
      const failed = await assertRuns("broken.mjs", code, "node", expectation)
        .then(() => false, () => true);
      assert(failed, code);
    }
  });

  it("is in a document for users", () => {
    const pages = translated.flatMap(({ english, chinese }) => [english, chinese]);
    assertEquals(programs.filter(({ file }) => !pages.includes(file)).map(place), []);
  });

  // readme_test.ts sees to it that the Chinese documents have the same programs.
  const english = translated.map(({ english }) => english);
  for (const block of programs.filter(({ file }) => english.includes(file))) {
    for (const runtime of block.runtimes) {
      const name = `runs on ${runtimeNames[runtime]}: ${block.program}, at ${place(block)}`;
      itOn(runtime, name, async () => {
        await assertRuns(block.program!, block.code, runtime, expectations[block.program!]!);
      });
    }
  }
});
