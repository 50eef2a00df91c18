import { createHash } from "node:crypto";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { ImSdk, ImSdkError, LoginStatus, NetworkStatus, type OpenOptions } from "../mod.ts";
import { ACCOUNTS, runAccounts } from "./support/accounts.ts";
import { atEnd } from "./support/at_end.ts";
import { type Program, type ProgramOptions, startProgram } from "./support/programs.ts";
import { eventTypes, standInPath } from "./support/stand_in.ts";
import { StandInControl } from "../scripts/stand_in/control.ts";
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  beforeEach,
  describe,
  it,
} from "./support/testing.ts";
import { until } from "../scripts/until.ts";

const scratch = mkdtempSync(join(tmpdir(), "imsdk-accounts-"));
let made = 0;

function freshDirectory(): string {
  const directory = join(scratch, String(++made));
  mkdirSync(directory);
  return directory;
}

const cache = freshDirectory();
{
  const before = process.env.IMSDK_CACHE;
  process.env.IMSDK_CACHE = cache;
  await atEnd(() => {
    if (before === undefined) delete process.env.IMSDK_CACHE;
    else process.env.IMSDK_CACHE = before;
    rmSync(scratch, { recursive: true });
  });
}

const FIRST_APP_ID = 1500000000;
const numbers = [...Array(ACCOUNTS).keys()];

/** The data directory of an account. */
const dataDirs = numbers.map(() => freshDirectory());

function openAccount(number: number, options: Partial<OpenOptions> = {}): Promise<ImSdk> {
  return ImSdk.open({
    sdkAppId: FIRST_APP_ID + number,
    libraryPath: standInPath,
    isolated: true,
    dataDir: dataDirs[number]!,
    ...options,
  });
}

function openAccounts(): Promise<ImSdk[]> {
  return Promise.all(numbers.map((number) => openAccount(number)));
}

async function closeAll(sessions: readonly ImSdk[]): Promise<void> {
  await Promise.all(sessions.map((sdk) => sdk.close()));
}

/** The files in a cache directory that are copies of the library, or are to become one. */
function copiesIn(directory: string): readonly string[] {
  return readdirSync(join(directory, "copies")).filter((name) => name !== ".imsdk-lock").sort();
}

// The copies stay loaded for the life of the process, and their functions bound. Doing that before
// the first test keeps it out of what a test's sanitizer counts.
const controls: StandInControl[] = [];
{
  const sessions = await openAccounts();
  for (const sdk of sessions) {
    for (const type of eventTypes) sdk.addEventListener(type, () => {});
    await sdk.login("warm-up", "sig");
    void [sdk.loginStatus, sdk.loginUserId];
    await sdk.logout();
  }
  for (const name of copiesIn(cache)) {
    const control = await StandInControl.of(join(cache, "copies", name));
    control.count("TIMLogin");
    control.last("TIMLogin.user_id");
    control.set({ "TIMLogin.code": "" });
    control.emit("network");
    controls.push(control);
  }
  await closeAll(sessions);
}

/** The copy of the stand-in that an account is on. */
function controlOf(number: number): StandInControl {
  const appId = String(FIRST_APP_ID + number);
  return controls.find((control) => control.last("TIMInit.sdk_app_id") === appId)!;
}

beforeEach(async () => {
  for (const control of controls) await control.reset();
});

async function assertInUse(open: () => Promise<ImSdk>, words: string): Promise<void> {
  const error = await assertRejects(open, DOMException, words);
  assertEquals(error.name, "InvalidStateError");
}

describe(`${ACCOUNTS} accounts in one process`, () => {
  it("log in and out at once, each on its own", async () => {
    const sessions = await openAccounts();
    assertEquals(copiesIn(cache).length, ACCOUNTS);
    await Promise.all(sessions.map((sdk, number) => sdk.login(`user${number}`, `sig${number}`)));
    assertEquals(sessions.map((sdk) => sdk.loginUserId), numbers.map((number) => `user${number}`));
    assertEquals(
      numbers.map((number) => controlOf(number).last("TIMLogin.user_sig")),
      numbers.map((number) => `sig${number}`),
    );

    const [odd, even] = [1, 0].map((rest) => sessions.filter((_, number) => number % 2 === rest));
    await Promise.all(odd!.map((sdk) => sdk.logout()));
    assert(odd!.every((sdk) => sdk.loginStatus === LoginStatus.LoggedOut));
    assert(even!.every((sdk) => sdk.loginStatus === LoginStatus.LoggedIn));
    await closeAll(odd!);
    assert(even!.every((sdk) => sdk.loginStatus === LoginStatus.LoggedIn));
    await closeAll(even!);
    assertEquals(
      numbers.map((number) => controlOf(number).count("TIMUninit")),
      numbers.map(() => 1),
    );
  });

  it("each hear of their own events", async () => {
    const sessions = await openAccounts();
    const heard: string[][] = numbers.map(() => []);
    for (const [number, sdk] of sessions.entries()) {
      sdk.addEventListener("networkstatus", ({ detail }) => heard[number]!.push(detail.desc));
    }
    for (const number of numbers) {
      const emission = { a: NetworkStatus.Connected, text: `for ${number}`, count: 3 };
      controlOf(number).emit("network", emission);
    }
    await until(() => heard.flat().length === 3 * ACCOUNTS);
    assertEquals(heard, numbers.map((number) => Array(3).fill(`for ${number}`)));
    await closeAll(sessions);
  });

  it("fail on their own", async () => {
    const sessions = await openAccounts();
    controlOf(3).set({ "TIMLogin.code": 6206, "TIMLogin.desc": "expired" });
    controlOf(4).set({ "login.time": 3_600_000 });
    const outcomes = await Promise.allSettled(
      sessions.map((sdk, number) =>
        sdk.login(`user${number}`, "sig", number === 4 ? { signal: AbortSignal.timeout(50) } : {})
      ),
    );
    const failed = numbers.filter((number) => outcomes[number]!.status === "rejected");
    assertEquals(failed, [3, 4]);
    await closeAll(sessions);
  });

  it("cost as much as this line says, and leave nothing behind", async () => {
    const directory = freshDirectory();
    const { logins, loggedOut } = await runAccounts({
      name: "the stand-in library",
      libraryPath: standInPath,
      directory,
      loginLimitMs: 20_000,
    });
    assertEquals(logins, numbers.map((number) => `user${number}`));
    assertEquals(loggedOut, numbers.map(() => null));
    assertEquals(copiesIn(directory), []);
  });
});

describe("a session on a copy of the library", () => {
  it("takes no new copy when another one has been closed", async () => {
    const before = copiesIn(cache);
    for (let i = 0; i < 3; i++) await closeAll(await openAccounts());
    assertEquals(copiesIn(cache), before);
  });

  it("leaves the library itself to a session without isolated, and to no second one", async () => {
    await using _isolated = await openAccount(0);
    await using _plain = await openAccount(1, { isolated: false });
    await assertInUse(() => openAccount(2, { isolated: false }), "isolated: true");
  });

  it("is refused with a clear error where no copy can be made", async () => {
    const file = join(freshDirectory(), "file");
    writeFileSync(file, "");
    process.env.IMSDK_CACHE = file;
    try {
      const error = await assertRejects(() => openAccount(0), Error, "IMSDK_CACHE");
      assertStringIncludes(error.message, join(file, "copies"));
    } finally {
      process.env.IMSDK_CACHE = cache;
    }
  });
});

describe("a data directory", () => {
  it("is refused to a second session, until the first is closed", async () => {
    const first = await openAccount(0);
    const dataDir = dataDirs[0]!;
    await assertInUse(() => openAccount(1, { dataDir }), `dataDir ${dataDir} is in use`);
    await first.close();
    await using _second = await openAccount(1, { dataDir });
  });

  it("is refused by another name as well", async () => {
    await using _sdk = await openAccount(0);
    const link = join(freshDirectory(), "link");
    symlinkSync(dataDirs[0]!, link);
    await assertInUse(() => openAccount(1, { dataDir: link }), link);
  });

  it("is refused to two apps", async () => {
    await using _sdk = await openAccount(0);
    await assertInUse(() => openAccount(1, { dataDir: dataDirs[0]!, sdkAppId: 1 }), "in use");
  });

  it("is free again after an open() that has failed", async () => {
    await (await openAccount(0)).close();
    // The copy that was put back last is the next to be taken.
    controlOf(0).set({ "TIMInit.return": -3 });
    await assertRejects(() => openAccount(0), ImSdkError, "TIMInit");
    controlOf(0).set({ "TIMInit.return": 0 });
    await using _sdk = await openAccount(0);
  });

  it("is refused when another process uses it, until that is killed", async () => {
    const dataDir = dataDirs[0]!;
    await using program = startAccount(dataDir, "shared", "a signal");
    await program.says("ready");
    await assertInUse(() => openAccount(0), dataDir);
    program.signal("SIGKILL");
    await program.ending;
    await using _sdk = await openAccount(0);
  });

  it("is refused to another process, until the session is closed", async () => {
    const dataDir = dataDirs[0]!;
    const sdk = await openAccount(0);
    {
      await using program = startAccount(dataDir, "shared", "close()");
      const { code, stderr } = await program.ending;
      assertEquals(code, 1);
      assertMatch(stderr, /InvalidStateError.*dataDir .* is in use/s);
    }
    await sdk.close();
    await using program = startAccount(dataDir, "shared", "close()");
    assertEquals((await program.ending).code, 0);
  });
});

const checksum = createHash("sha256").update(readFileSync(standInPath)).digest("hex").slice(0, 16);
const firstCopy = `${checksum}-1.so`;
const secondCopy = `${checksum}-2.so`;

function startAccount(
  dataDir: string,
  kind: "isolated" | "shared",
  ending: string,
  options: ProgramOptions & { readonly cache?: string } = {},
): Program {
  const { cache: IMSDK_CACHE = cache, ...rest } = options;
  return startProgram("account.ts", [standInPath, dataDir, kind, ending], {
    ...rest,
    env: { IMSDK_CACHE },
  });
}

describe("the copies of the library", () => {
  for (
    const [ending, code] of [
      ["close()", 0],
      ["unref()", 0],
      ["process.exit()", 0],
      ["an uncaught exception", 1],
      ..."Deno" in globalThis ? [["Deno.exit()", 0] as const] : [],
    ] as const
  ) {
    it(`are removed when the process ends by ${ending}`, async () => {
      const cache = freshDirectory();
      await using program = startAccount(freshDirectory(), "isolated", ending, { cache });
      const { code: seen, stdout, stderr } = await program.ending;
      assertEquals(seen, code, stderr);
      assertStringIncludes(stdout, "ready\n");
      assertEquals(copiesIn(cache), []);
    });
  }

  it("serve the exit handlers that run when they have been removed", async () => {
    const ending = "an exit handler that asks the library";
    await using program = startAccount(freshDirectory(), "isolated", ending);
    const { code, stdout, stderr } = await program.ending;
    assertEquals({ code, stderr }, { code: 0, stderr: "" });
    assertEquals(stdout, "ready\nnobody is logged in: null\n");
  });

  it("are used again after a crash, and removed in the end", async () => {
    const cache = freshDirectory();
    const dataDir = freshDirectory();
    await using crashing = startAccount(dataDir, "isolated", "a signal", { cache });
    await crashing.says("ready");
    crashing.signal("SIGKILL");
    await crashing.ending;
    assertEquals(copiesIn(cache), [firstCopy]);
    const { ino } = statSync(join(cache, "copies", firstCopy));

    await using next = startAccount(dataDir, "isolated", "a signal", { cache });
    await next.says("ready");
    assertEquals(copiesIn(cache), [firstCopy]);
    assertEquals(statSync(join(cache, "copies", firstCopy)).ino, ino);
    next.signal("SIGKILL");
    await next.ending;

    await using last = startAccount(dataDir, "isolated", "close()", { cache });
    assertEquals((await last.ending).code, 0);
    assertEquals(copiesIn(cache), []);
  });

  it("are not shared by processes, and not taken from one that lives", async () => {
    const cache = freshDirectory();
    await using living = startAccount(freshDirectory(), "isolated", "a signal", { cache });
    await living.says("ready");
    await using other = startAccount(freshDirectory(), "isolated", "a signal", { cache });
    await other.says("ready");
    assertEquals(copiesIn(cache), [firstCopy, secondCopy]);
    other.signal("SIGKILL");
    await other.ending;
    await using ending = startAccount(freshDirectory(), "isolated", "close()", { cache });
    assertEquals((await ending.ending).code, 0);
    assertEquals(copiesIn(cache), [firstCopy]);
  });

  it("are made by many processes at once", async () => {
    const cache = freshDirectory();
    const ends = await Promise.all(
      numbers.slice(0, 6).map(async () => {
        await using program = startAccount(freshDirectory(), "isolated", "close()", { cache });
        const { code, stdout, stderr } = await program.ending;
        return { code, stdout, stderr };
      }),
    );
    for (const end of ends) assertEquals(end, { code: 0, stdout: "ready\n", stderr: "" });
    assertEquals(copiesIn(cache), []);
  });

  it("are used only when they are whole", async () => {
    const cache = freshDirectory();
    const copies = join(cache, "copies");
    mkdirSync(copies);
    const library = readFileSync(standInPath);
    const damaged = Uint8Array.from(library).fill(0, library.length / 2);
    writeFileSync(join(copies, firstCopy), library.subarray(0, library.length / 2));
    writeFileSync(join(copies, secondCopy), damaged);
    writeFileSync(join(copies, `${secondCopy}.tmp`), "the beginning of a copy");

    await using first = startAccount(freshDirectory(), "isolated", "a signal", { cache });
    await first.says("ready");
    await using second = startAccount(freshDirectory(), "isolated", "a signal", { cache });
    await second.says("ready");
    assertEquals(copiesIn(cache), [firstCopy, secondCopy]);
    for (const name of copiesIn(cache)) {
      assertEquals(readFileSync(join(copies, name)).equals(library), true);
    }
  });

  it("of another library are removed when nobody uses them, and nothing else is", async () => {
    const cache = freshDirectory();
    const copies = join(cache, "copies");
    mkdirSync(copies);
    const old = "0123456789abcdef-1.so";
    copyFileSync(standInPath, join(copies, old));
    writeFileSync(join(copies, "notes.txt"), "somebody's own");
    await using program = startAccount(freshDirectory(), "isolated", "a signal", { cache });
    await program.says("ready");
    assertEquals(copiesIn(cache), [firstCopy, "notes.txt"].sort());
  });
});

if (!("Deno" in globalThis) || process.platform !== "linux") {
  it.skip("permissions of isolated (skipped: they are those of Deno on Linux)", () => {});
} else {
  it("a session on a copy needs the copies' directory, and the variable that tells where", async () => {
    const cache = freshDirectory();
    const dataDir = freshDirectory();
    const copies = join(cache, "copies");
    await using program = startAccount(dataDir, "isolated", "close()", {
      cache,
      permissions: [
        "--allow-ffi",
        `--allow-read=${standInPath},${copies}`,
        `--allow-write=${dataDir},${copies}`,
        "--allow-env=IMSDK_CACHE",
      ],
    });
    const { code, stderr } = await program.ending;
    assertEquals({ code, stderr }, { code: 0, stderr: "" });
    assertEquals(copiesIn(cache), []);
  });
}
