import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { reserveOutput } from "../ffi/isolation/standard_output.ts";
import { loadAdapter } from "../ffi/runtimes/load_adapter.ts";
import { readUserSig, signUserSig } from "../mod.ts";
import { runCommand } from "../scripts/runtimes.ts";
import { imsdk, type Output } from "./support/imsdk_command.ts";
import { assertEnding, type ProgramOptions, runProgram, startProgram } from "./support/programs.ts";
import { realLibrary } from "./support/library_for_programs.ts";
import { dataDir, standIn, standInPath } from "./support/stand_in.ts";
import { assert, assertEquals, assertMatch, describe, it } from "./support/testing.ts";
import { until } from "../scripts/until.ts";

const userSig = "the-sig-of-alice";
const directory = join(dataDir, "login-command");
const withoutIds = ["login", "--library", standInPath, "--data-dir", directory];
const ids = ["--app-id", "1400000000", "--user-id", "alice"];
const account = [...withoutIds, ...ids];

const nothing = { IMSDK_APP_ID: undefined, IMSDK_USER_ID: undefined, IMSDK_USER_SIG: undefined };

function start(args: readonly string[], options: ProgramOptions = {}) {
  return startProgram("imsdk.ts", args, {
    ...options,
    env: { ...nothing, IMSDK_USER_SIG: userSig, ...options.env },
  });
}

function assertNoSig(...outputs: readonly string[]): void {
  for (const output of outputs) assert(!output.includes(userSig), output);
}

// What is bound here for good is not to be counted by a test's sanitizer.
reserveOutput(await loadAdapter(), standInPath)?.release();

describe("imsdk login", () => {
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    it(`logs in, and out on ${name}`, async () => {
      await using program = start(account);
      await program.says("login");
      program.signal(name);
      const { stdout } = assertEnding(await program.ending, { code: 0, stderr: "" });
      assertMatch(
        stdout,
        /^\S+Z {2}login {14}\{"userId":"alice","sdkVersion":"stand-in 1\.0"\}\n\S+Z {2}logout\n$/,
      );
      assertNoSig(stdout);
    });
  }

  it("takes everything from the environment, and prints JSON", async () => {
    const env = {
      IMSDK_APP_ID: "1400000000",
      IMSDK_USER_ID: "bob",
      IMSDK_LIBRARY: standInPath,
    };
    await using program = start(["login", "--json", "--data-dir", directory], { env });
    await program.says("login");
    program.signal("SIGINT");
    const { stdout } = assertEnding(await program.ending, { code: 0, stderr: "" });
    const lines = stdout.trim().split("\n").map((line) => JSON.parse(line));
    assertEquals(lines.map(({ type }) => type), ["login", "logout"]);
    assertEquals(lines[0].detail, { userId: "bob", sdkVersion: "stand-in 1.0" });
    assert(!Number.isNaN(Date.parse(lines[0].time)));
    assertNoSig(stdout);
  });

  it("says first whose the sig is, of which app, and until when", async () => {
    const secretKey = "0123456789abcdef".repeat(4);
    const options = { sdkAppId: 1400000000, secretKey, userId: "alice", expiresIn: 3600 };
    const sig = signUserSig(options);
    const env = { IMSDK_USER_SIG: ` ${sig}\r\n` };
    for (
      const [flags, form] of [
        [[], /^\S+Z {2}usersig {12}alice, app 1400000000, valid until (20\S+Z)\n/],
        [
          ["--json"],
          /^{"time":"\S+Z","type":"usersig","detail":{"userId":"alice","sdkAppId":1400000000,"issuedAt":"20\S+Z","expiresAt":"(20\S+Z)"}}\n/,
        ],
      ] as const
    ) {
      await using program = start([...account, ...flags], { env });
      await program.says("login");
      program.signal("SIGINT");
      const { stdout } = assertEnding(await program.ending, { code: 0, stderr: "" });
      assertMatch(stdout, form);
      assertEquals(new Date(form.exec(stdout)![1]!), readUserSig(sig).expiresAt);
      assert(!stdout.includes(sig));
    }
  });

  it("refuses another user's sig before the library does", async () => {
    const secretKey = "0123456789abcdef".repeat(4);
    const options = { sdkAppId: 1400000000, secretKey, userId: "bob", expiresIn: 3600 };
    await using program = start(account, { env: { IMSDK_USER_SIG: signUserSig(options) } });
    const { stdout, stderr } = assertEnding(await program.ending, { code: 1 });
    assertMatch(stdout, /^\S+Z {2}usersig {12}bob, app 1400000000, valid until \S+Z\n$/);
    assertMatch(
      stderr,
      /^imsdk login: TIMLogin failed: .*\(70013\): the sig is for the user "bob"/,
    );
  });

  it("takes the sig from the first line of standard input, and waits for no more", async () => {
    const input = join(dataDir, "input");
    writeFileSync(input, `${userSig}\nsomething else\n`);
    // The pipe stays open for some seconds more.
    const script = 'mkfifo "$0.pipe"; { cat "$0"; sleep 4; } >"$0.pipe" 2>/dev/null & ' +
      'exec "$@" <"$0.pipe"';
    await using program = start([...account, "--user-sig-stdin"], {
      before: ["sh", "-c", script, input],
      env: { IMSDK_USER_SIG: undefined },
    });
    await program.says("login");
    const before = performance.now();
    program.signal("SIGINT");
    const { stdout, at } = assertEnding(await program.ending, { code: 0, stderr: "" });
    assertNoSig(stdout);
    assert(at - before < 2_000, "it has waited for the end of its input");
  });

  it("exits with 1 and one line when the login fails", async () => {
    const { code, stdout, stderr } = await callHere([], {
      behaviour: { "TIMLogin.code": 70001, "TIMLogin.desc": `the sig ${userSig} has expired` },
    });
    assertEquals([code, stdout], [1, ""]);
    assertMatch(
      stderr,
      /^imsdk login: TIMLogin failed: ERR_SVR_ACCOUNT_USERSIG_EXPIRED \(70001\).*\n$/,
    );
    assertNoSig(stdout, stderr);
  });

  it("exits with 1 when there is no library", async () => {
    const args = ["login", "--library", join(dataDir, "none.so"), "--data-dir", directory, ...ids];
    const ending = await runProgram("imsdk.ts", args, {
      env: { ...nothing, IMSDK_USER_SIG: userSig },
    });
    const { stderr } = assertEnding(ending, { code: 1, stdout: "" });
    assertMatch(stderr, /^imsdk login: Cannot load the native library: .*none\.so/);
  });

  it("prints the events of a login, and exits with 1 when another device takes over", async () => {
    const { code, stdout, stderr } = await callHere([], {
      onLogin() {
        standIn.emit("network", { a: 0 });
        standIn.emit("network", { a: 3, b: 9512, text: "no route" });
        standIn.emit("sig_expired");
        standIn.emit("self_info", { text: '{"user_profile_nick_name":"A"}' });
        standIn.emit("user_status", { text: "[]" });
        standIn.emit("user_info", { text: "[]" });
        standIn.emit("kicked");
      },
    });
    assertEquals(code, 1);
    assertEquals(stdout.replaceAll(/^\S+Z {2}/gm, "").split("\n"), [
      'login              {"userId":"alice","sdkVersion":"stand-in 1.0"}',
      "networkstatus      Connected",
      'networkstatus      ConnectFailed, 9512 "no route"',
      "usersigexpired",
      'selfinfoupdated    {"user_profile_nick_name":"A"}',
      "userstatuschanged  []",
      "userinfochanged    []",
      "kickedoffline",
      "",
    ]);
    assertEquals(stderr, "imsdk login: another device has logged in as this user.\n");
  });

  it("prints events as JSON", async () => {
    const { stdout } = await callHere(["--json"], {
      onLogin() {
        standIn.emit("network", { a: 3, b: 9512, text: "no route" });
        standIn.emit("kicked");
      },
    });
    const lines = stdout.trim().split("\n").map((line) => JSON.parse(line));
    assertEquals(lines.slice(1).map(({ type, detail }) => [type, detail]), [
      ["networkstatus", { status: 3, code: 9512, desc: "no route" }],
      ["kickedoffline", null],
    ]);
  });

  for (const flags of [[], ["--json"]]) {
    it(`shows an integer beyond 2^53 whole${flags.length ? " in JSON" : ""}`, async () => {
      const { stdout, stderr } = await callHere(flags, {
        onLogin() {
          standIn.emit("self_info", { text: '{"user_profile_gender":9007199254740993}' });
          standIn.emit("kicked");
        },
      });
      assertEquals(stderr, "imsdk login: another device has logged in as this user.\n");
      assertMatch(stdout, /selfinfoupdated.*\{"user_profile_gender":9007199254740993\}/);
    });
  }

  const hasPipes = process.platform !== "win32";
  const itWithPipes = hasPipes ? it : it.skip;
  const withoutPipes = hasPipes ? "" : " (skipped: there is no sh)";
  for (const flags of [[], ["--json"]]) {
    itWithPipes(
      `logs out and ends quietly when nobody reads its ${flags[0] ?? "text"}${withoutPipes}`,
      async () => {
        // The lines of the login and of the connection's events.
        await using program = start([...account, ...flags], {
          before: ["sh", "-c", '{ "$@"; echo "code $?" >&2; } | true', "sh"],
        });
        const { stdout, stderr } = await program.ending;
        assertEquals([stdout, stderr], ["", "code 141\n"]);
      },
    );
    const full = process.platform === "linux";
    (full ? it : it.skip)(
      `says so in one line when its ${flags[0] ?? "text"} cannot be written${
        full ? "" : " (skipped: there is no /dev/full)"
      }`,
      async () => {
        await using program = start([...account, ...flags], {
          before: ["sh", "-c", 'exec "$@" >/dev/full', "sh"],
        });
        const { stderr } = assertEnding(await program.ending, { code: 1 });
        assertMatch(
          stderr,
          /^imsdk login: Cannot write to standard output: .*[Nn]o space left on device.* Check where it leads\.\n$/,
        );
      },
    );
  }

  itWithPipes(`ends without a stack when nobody reads its errors${withoutPipes}`, async () => {
    await using program = start(["login", "--user-sig", "no-secret"], {
      before: ["sh", "-c", 'exec 3>&2; { "$@" 2>&1; echo "code $?" >&3; } | true', "sh"],
    });
    const { stderr } = await program.ending;
    assertEquals(stderr, "code 2\n");
  });

  const real = realLibrary();
  if (typeof real === "string") {
    it.skip(`prints nothing but JSON on the real library (skipped: ${real})`, () => {});
  } else {
    it("prints nothing but JSON on the real library, which prints a line of its own", async () => {
      const args = ["login", "--json", "--library", real.path, "--data-dir", directory, ...ids];
      await using program = start(args, { before: real.before });
      await program.says("networkstatus");
      program.signal("SIGINT");
      const { stdout, stderr } = assertEnding(await program.ending, { code: 0 });
      for (const line of stdout.trim().split("\n")) JSON.parse(line);
      assertMatch(stderr, /^\[xlog\] [^\n]*\n$/);
    });
  }

  it("ends a pending login on Ctrl-C, and exits at once on a second", async () => {
    const ended: unknown[] = [];
    const { exit } = process;
    process.exit = ((code) => void ended.push(code)) as typeof process.exit;
    try {
      const { code, stdout, stderr } = await callHere([], {
        behaviour: { "login.time": 3_600_000 },
        async meanwhile() {
          await until(() => standIn.count("TIMLogin") > 0);
          process.emit("SIGINT");
          assertEquals(ended, []);
          process.emit("SIGINT");
        },
      });
      assertEquals({ code, stdout, stderr }, { code: 0, stdout: "", stderr: "" });
    } finally {
      process.exit = exit;
    }
    assertEquals(ended, [130]);
  });

  for (
    const [missed, args, env, words] of [
      ["app id", withoutIds, {}, /--app-id or IMSDK_APP_ID/],
      ["user id", withoutIds, { IMSDK_APP_ID: "1" }, /--user-id or IMSDK_USER_ID/],
      ["user sig", account, { IMSDK_USER_SIG: undefined }, /IMSDK_USER_SIG, or --user-sig-stdin/],
      ["user sig", [...account, "--user-sig-stdin"], {}, /no user sig/],
      ["app id", withoutIds, { IMSDK_APP_ID: "x1" }, /a positive integer, but is x1/],
    ] as const
  ) {
    it(`exits with 2 without a usable ${missed}: ${words.source}`, async () => {
      await using program = start(args, { env });
      const { stderr } = assertEnding(await program.ending, { code: 2, stdout: "" });
      assertMatch(stderr, /^imsdk login: .*\nSee: imsdk login --help\n$/);
      assertMatch(stderr, words);
    });
  }

  it("prints help, and has no flag for a sig", async () => {
    const help = await imsdk(["login", "--help"]);
    assertEquals([help.code, help.stderr], [0, ""]);
    assertMatch(help.stdout, /^Usage: imsdk login \[flags\]\n/);
    const { code, stdout, stderr } = await imsdk(["login", "--user-sig", "no-secret"]);
    assertEquals([code, stdout], [2, ""]);
    assertMatch(stderr, /^imsdk login: .*--user-sig/);
  });

  const hasTerminal = process.platform === "linux" && spawnSync("script", ["-V"]).status === 0;
  const itOnTerminal = hasTerminal ? it : it.skip;
  itOnTerminal(
    `asks on a terminal and does not echo the sig${
      hasTerminal ? "" : " (skipped: there is no script(1))"
    }`,
    async () => {
      const { code, output } = await onTerminal(withoutIds, [
        ["The app id: ", "1400000000\r"],
        ["The user id: ", "alice\r"],
        ["The user sig: ", `${userSig}\r`],
        ['{"userId":"alice"', "\x03"],
      ]);
      assertEquals(code, 0, output);
      assertMatch(output, /logout\s*$/);
      assertNoSig(output);
    },
  );

  itOnTerminal(
    `takes all lines that are pasted at once${
      hasTerminal ? "" : " (skipped: there is no script(1))"
    }`,
    async () => {
      const { code, output } = await onTerminal(withoutIds, [
        ["The app id: ", `1400000000\ralice\r${userSig}\r`],
        ['{"userId":"alice"', "\x03"],
      ]);
      assertEquals(code, 0, output);
      assertMatch(output, /The user id: alice\s+The user sig: \s/);
      assertMatch(output, /logout\s*$/);
      assertNoSig(output);
    },
  );
});

interface Here {
  /** The behaviour of the stand-in. */
  readonly behaviour?: Readonly<Record<string, string | number>>;
  /** Called when the command has been started. */
  meanwhile?(): Promise<void>;
  /** Called when the user is logged in. */
  onLogin?(): void;
}

/** Runs the command in this process, where the stand-in can be told what to do. */
async function callHere(
  flags: readonly string[],
  { behaviour = {}, meanwhile, onLogin }: Here,
) {
  const { IMSDK_USER_SIG: before } = process.env;
  process.env.IMSDK_USER_SIG = userSig;
  const output: Output = { stdout: "", stderr: "" };
  try {
    standIn.set(behaviour);
    const finished = imsdk([...account, ...flags], output);
    await meanwhile?.();
    if (onLogin) {
      await until(() => output.stdout.includes("alice"));
      onLogin();
    }
    return await finished;
  } finally {
    if (before === undefined) delete process.env.IMSDK_USER_SIG;
    else process.env.IMSDK_USER_SIG = before;
    await standIn.reset();
  }
}

/** Runs the command on a terminal, and types each answer when its question is there. */
async function onTerminal(
  args: readonly string[],
  dialogue: readonly (readonly [question: string, answer: string])[],
): Promise<{ code: number | null; output: string }> {
  const command = [...runCommand("tests/programs/imsdk.ts"), ...args]
    .map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  const child = spawn("script", ["-qefc", `exec ${command.join(" ")}`, "/dev/null"], {
    env: { ...process.env, ...nothing, SHELL: "/bin/sh", TERM: "xterm" },
  });
  const { promise: ending, resolve } = Promise.withResolvers<number | null>();
  const rest = [...dialogue];
  let output = "";
  let seen = 0;
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output += text;
    const [question, answer] = rest[0] ?? [];
    if (question === undefined || !output.slice(seen).includes(question)) return;
    seen = output.length;
    rest.shift();
    // The question is printed before the terminal is told not to show the answer.
    setTimeout(() => child.stdin.write(answer), 200);
  });
  child.on("close", resolve);
  const code = await ending;
  child.stdin.destroy();
  return { code, output };
}
