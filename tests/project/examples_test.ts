/** Runs each example as its comment says, on the stand-in library. */

import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import process from "node:process";
import { bunHost, installPackages, nodeExecutable, usualNode } from "../../scripts/hosts.ts";
import { root } from "../../scripts/runtimes.ts";
import { buildStandIn } from "../../scripts/stand_in/build.ts";
import { atEnd } from "../support/at_end.ts";
import { npmTarball } from "../support/npm_package.ts";
import { assertEquals, assertStringIncludes, describe, it } from "../support/testing.ts";

const LIMIT_MS = 20_000;

const directory = mkdtempSync(join(tmpdir(), "imsdk-examples-"));
await atEnd(() => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }));

/** The examples for Bun and Node.js import the package by its name. */
const project = join(directory, "project");
const isInstalled = spawnSync("npm", ["--version"]).status === 0;
if (isInstalled) {
  installPackages(project, await npmTarball());
  cpSync(join(root, "examples"), project, { recursive: true });
}

const env = {
  ...process.env,
  IMSDK_LIBRARY: buildStandIn(),
  IMSDK_CACHE: join(directory, "cache"),
  XDG_DATA_HOME: join(directory, "data"),
  IMSDK_APP_ID: "1400000000",
  IMSDK_USER_ID: "alice",
  IMSDK_USER_SIG: "sig",
  DATA_DIR: join(directory, "tenants"),
  TENANTS: "acme,globex",
  PORT: "0",
};

/** A server that makes sigs, in place of the user's own. */
async function withSigServer(body: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(({ url }, response) => void response.end(`sig of ${url}`));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await body(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

interface Run {
  /** Waits until the example has printed something of this form. */
  says(form: RegExp): Promise<RegExpExecArray>;
  /** Stops it as a supervisor would, and returns how it ended. */
  stop(): Promise<{ code: number | null; output: string }>;
}

async function runExample(
  command: readonly string[],
  variables: Readonly<Record<string, string>>,
  body: (run: Run) => Promise<void>,
): Promise<void> {
  const [program, ...args] = command;
  const child = spawn(program!, args, { cwd: project, env: { ...env, ...variables } });
  let output = "";
  let onOutput = (): void => {};
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
      onOutput();
    });
  }
  const ended = new Promise<number | null>((resolve, reject) =>
    child.on("error", reject).on("close", resolve)
  );
  const timer = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
  try {
    await body({
      says: (form) =>
        new Promise((resolve, reject) => {
          onOutput = () => {
            const match = form.exec(output);
            if (match) resolve(match);
          };
          onOutput();
          void ended.then(() => reject(new Error(`It has not said ${form}:\n${output}`)));
        }),
      async stop() {
        process.kill(child.pid!, "SIGTERM");
        return { code: await ended, output };
      },
    });
  } finally {
    child.kill("SIGKILL");
    clearTimeout(timer);
    await ended;
  }
}

describe("the examples", () => {
  it("include a Deno bot that stays logged in until it is stopped", async () => {
    const command = [Deno.execPath(), "run", "-A", join(root, "examples", "deno_bot.ts")];
    await withSigServer((url) =>
      runExample(command, { SIG_SERVER: url }, async ({ says, stop }) => {
        await says(/alice is logged in/);
        const { code, output } = await stop();
        assertEquals(code, 0, output);
        assertStringIncludes(output, "stopped");
      })
    );
  });

  const needsNpm = (name: string, body: () => Promise<void> | void): void =>
    isInstalled ? it(name, body) : it.skip(`${name} (skipped: npm is not there)`, body);

  needsNpm("include a Bun server with one account per tenant and a health check", async () => {
    const command = [bunHost.executable, "run", "bun_server.ts"];
    await withSigServer((url) =>
      runExample(command, { SIG_SERVER: url }, async ({ says, stop }) => {
        const [, address] = await says(/2 tenants, (\S+)/);
        const response = await fetch(new URL("/health", address));
        const tenant = (name: string) => ({
          user: `${name}-bot`,
          isLoggedIn: true,
          connection: "disconnected",
        });
        assertEquals([response.status, await response.json()], [200, {
          acme: tenant("acme"),
          globex: tenant("globex"),
        }]);
        const { code, output } = await stop();
        assertEquals(code, 0, output);
        assertStringIncludes(output, "stopped");
      })
    );
  });

  needsNpm("include a Node.js script that logs in and out", async () => {
    await runExample([usualNode(), "node_script.mjs"], {}, async ({ says }) => {
      await says(/alice is logged in, SDK stand-in/);
    });
  });

  /** Each example's own test, and what runs it. */
  const tests: Readonly<Record<string, readonly (readonly string[])[]>> = {
    "deno_bot_test.ts": [[Deno.execPath(), "test", "--no-check"]],
    "bun_server_test.ts": [[bunHost.executable, "test"]],
    "node_script_test.mjs": [[nodeExecutable("24"), "--test"]],
    "echo_bot_test.ts": [
      [Deno.execPath(), "test", "--no-check"],
      [bunHost.executable, "test", "./echo_bot_test.ts"],
      [nodeExecutable("24"), "--test"],
    ],
  };
  for (const [file, commands] of Object.entries(tests)) {
    for (const [program, ...args] of commands) {
      const isDeno = program === Deno.execPath();
      (isDeno ? it : needsNpm)(
        `pass ${file} with no permission and no library, by ${basename(program!)}`,
        () => {
          const { status, stdout, stderr } = spawnSync(program!, [...args, file], {
            cwd: isDeno ? join(root, "examples") : project,
            env: { ...process.env, IMSDK_LIBRARY: "/no/such/library", NO_COLOR: "1" },
            encoding: "utf8",
            timeout: LIMIT_MS,
          });
          assertEquals(status, 0, stdout + stderr);
        },
      );
    }
  }

  it("are all tested here", () => {
    const entries = readdirSync(join(root, "examples"), { withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    const isTest = (name: string): boolean => /[._]test\./.test(name);
    assertEquals(names.filter(isTest).sort(), Object.keys(tests).sort());
    for (const name of names.filter((name) => !isTest(name))) {
      const test = readFileSync(join(root, "examples", name.replace(/(?=\.)/, "_test")), "utf8");
      assertStringIncludes(test, name);
    }
    // A directory is a program of several files, which has a test here of its own.
    for (const { name } of entries.filter((entry) => entry.isDirectory())) {
      const test = readFileSync(join(root, "tests", "project", `${name}_test.ts`), "utf8");
      assertStringIncludes(test, `examples/${name}/${name}.ts`);
    }
  });
});
