/**
 * What the scripts and the tests do with JSR, and without it. JSR is a local server: ours, which
 * serves packages made here, or one that never answers.
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { filesBelow } from "../../scripts/files_below.ts";
import { root } from "../../scripts/runtimes.ts";
import { atEnd } from "../support/at_end.ts";
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
  describe,
  it,
} from "../support/testing.ts";

/** No command takes a third of this; one that does has waited for JSR. */
const LIMIT_MS = 60_000;

const temporary = mkdtempSync(join(tmpdir(), "imsdk-jsr-"));
await atEnd(() => rmSync(temporary, { recursive: true }));

interface Ending {
  readonly code: number | null;
  readonly output: string;
}

/** Runs Deno in the project's directory, with changes to the environment. */
async function deno(
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Ending> {
  // The process must make its own choice, and not inherit that of this one.
  const { IMSDK_TEST_STD: _std, IMSDK_TEST_JSR: _jsr, ...inherited } = process.env;
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...inherited, NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: LIMIT_MS,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => output += text);
  }
  const [code] = await once(child, "close");
  return { code, output };
}

let made = 0;

/** Writes packages, each with its files, and returns the directory that has them. */
function writePackages(...packages: readonly Readonly<Record<string, string>>[]): string {
  const directory = join(temporary, String(++made));
  packages.forEach((files, index) => {
    for (const [name, text] of Object.entries(files)) {
      const path = join(directory, String(index), name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  });
  return directory;
}

/** An action with a JSR server, given the environment that names the server to Deno. */
type Action = (env: { readonly JSR_URL: string }) => Promise<void>;

/** Serves packages during an action. */
async function serving(directory: string, action: Action): Promise<void> {
  const program = join(root, "scripts", "jsr_server.ts");
  const server = spawn(process.execPath, ["run", "-A", "--no-config", program, directory], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(server, "close");
  try {
    let output = "";
    for await (const text of server.stdout.setEncoding("utf8")) {
      output += text;
      if (output.includes("JSR_URL=")) break;
    }
    await action({ JSR_URL: /JSR_URL=(.*)/.exec(output)![1]! });
  } finally {
    server.kill("SIGKILL");
    await ended;
  }
}

/** The same with a server that accepts connections, and never answers. */
async function silent(action: Action): Promise<void> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => void sockets.push(socket.on("error", () => {})));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const { port } = server.address() as AddressInfo;
    await action({ JSR_URL: `http://127.0.0.1:${port}/` });
    // Otherwise Deno has not asked the server at all.
    assert(sockets.length > 0);
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe("deno task jsr", () => {
  it("serves packages, with imports resolved by their configurations", async () => {
    const greeting = {
      "deno.json": '{ "name": "@test/greeting", "version": "1.2.0", "exports": "./mod.ts" }',
      "mod.ts": 'import { name } from "@test/names/world";\nexport const text = `Hello ${name}`;\n',
    };
    const names = {
      "deno.jsonc": `{
        // A path below the name.
        "name": "@test/names",
        "version": "0.3.1",
        "exports": { "./world": "./src/world.ts" },
        "imports": { "paths": "node:path" }
      }`,
      "src/world.ts":
        'import { basename } from "paths";\nexport const name = basename("a/world");\n',
    };
    const program = join(temporary, "program.ts");
    writeFileSync(program, 'import { text } from "jsr:@test/greeting@1";\nconsole.log(text);\n');
    await serving(writePackages(greeting, names), async (env) => {
      const ending = await deno(env, "run", "--quiet", "--no-config", program);
      assertEquals(ending, { code: 0, output: "Hello world\n" });
    });
  });
});

describe("tests", () => {
  const file = "tests/text_test.ts";

  for (
    const command of [["test", "-A", "--no-check"], ["run", "-A", "scripts/test_file.ts", "deno"]]
  ) {
    it(`don't wait for a JSR that never answers, started by deno ${command[0]}`, async () => {
      await silent(async (env) => {
        const { code, output } = await deno(env, ...command, file);
        assertEquals(code, 0, output);
        const line =
          /^Test names come from tests\/support, and not from @std: JSR has not answered/gm;
        assertEquals(output.match(line)?.length, 1, output);
      });
    });
  }

  it("that match a filter are run, and it's an error if there are none", async () => {
    for (const runtime of ["deno", "bun"]) {
      const run = ["run", "-A", "scripts/test_file.ts", runtime, file];
      const one = await deno({ IMSDK_TEST_JSR: "off" }, ...run, "--filter=the closing NUL");
      assertEquals(one.code, 0, one.output);
      assertMatch(
        one.output,
        /^Test names come from tests\/support, .*: IMSDK_TEST_JSR is off\.$/m,
      );
      assertMatch(one.output, /\b1 pass/);
      const none = await deno({ IMSDK_TEST_JSR: "off" }, ...run, "--filter=no such test");
      assertEquals(none.code, 1, none.output);
      assertMatch(none.output, /^No test has been run: none has "no such test" in its name\.$/m);
    }
  });
});

describe("the build of the npm package", () => {
  const npm = join(root, "npm");
  const built = (): string[] => existsSync(npm) ? filesBelow(npm) : [];

  /** A fake dnt, with this body of `build`. */
  const dnt = (body: string): string =>
    writePackages({
      "deno.json": '{ "name": "@deno/dnt", "version": "0.43.999", "exports": "./mod.ts" }',
      "mod.ts": `export async function build({ outDir }: { outDir: string }) {\n${body}\n}\n`,
    });

  /** Runs the build on a fake dnt. It must fail, and keep the previous build as it is. */
  async function refusal(body: string): Promise<string> {
    const before = built();
    let output = "";
    await serving(dnt(body), async (env) => {
      const ending = await deno(env, "run", "-A", "scripts/build_npm.ts");
      output = ending.output;
      assertEquals(ending.code, 1, output);
    });
    assertEquals(built(), before);
    return output;
  }

  it("reports that dnt failed, and how to build without it", async () => {
    const output = await refusal('throw new Error("the compiler is tired");');
    assertMatch(output, /Cannot compile by dnt: .* Use --with=deno-pack [^]*the compiler is tired/);
  });

  it("refuses what dnt has added, left out, or rewritten", async () => {
    const output = await refusal(`
      await Deno.mkdir(outDir + "/esm/src", { recursive: true });
      await Deno.writeTextFile(outDir + "/esm/_dnt.shims.js", "export {};");
      await Deno.writeTextFile(outDir + "/esm/src/cli.js", "export const main = dntShim.main;");
    `);
    for (const fault of ["_dnt.shims.js is added", "mod.js is missing", "src/cli.js has code of"]) {
      assertStringIncludes(output, fault);
    }
    assertMatch(output, /src\/cli\.js exports main, and not main, \w+/);
  });

  it("fails where dnt is asked for and isn't available", async () => {
    await serving(
      writePackages({ "deno.json": '{ "name": "@test/other", "version": "1.0.0" }' }),
      async (env) => {
        const { code, output } = await deno(env, "run", "-A", "scripts/build_npm.ts", "--with=dnt");
        assertEquals(code, 1, output);
        assertMatch(output, /Cannot compile by dnt: JSR package not found/);
      },
    );
  });
});
