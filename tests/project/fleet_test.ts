/**
 * Runs examples/fleet/fleet.ts as four processes, on Node.js and Bun, that share forty accounts on
 * the stand-in library by a Redis of their own, while processes and Redis fail in turn.
 */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import config from "../../deno.json" with { type: "json" };
import { bunHost, installPackages, nodeExecutable } from "../../scripts/hosts.ts";
import { root } from "../../scripts/runtimes.ts";
import { buildStandIn } from "../../scripts/stand_in/build.ts";
import { until } from "../../scripts/until.ts";
import { npmTarball } from "../support/npm_package.ts";
import { assert, assertEquals, describe, it } from "../support/testing.ts";

const LEASE_MS = 6_000;
/** An account is to be logged in again within twice the lease; the rest is for a busy machine. */
const RETURN_MS = 2 * LEASE_MS + 30_000;
const START_MS = 60_000;
const PROCESSES = 4;
const accounts = Array.from({ length: 40 }, (_, number) => `account${number}`);

/** A line that a process of the fleet has printed. */
interface Line {
  readonly at: number;
  readonly account: string;
  readonly event: "opens" | "logged in" | "closed";
  readonly why?: string;
}

/** What a process has said, and when it was seen to have ended: a little later than it has. */
interface Life {
  readonly lines: readonly Line[];
  readonly end: number;
}

/** Says of each account that two had at the same time when that was. */
function overlaps(lives: readonly Life[]): string[] {
  const stays = lives.flatMap(({ lines, end }) =>
    lines.filter(({ event }) => event === "opens").map(({ at, account }) => ({
      account,
      start: at,
      end: lines.find((line) =>
        line.account === account && line.event === "closed" && line.at >= at
      )?.at ?? end,
    }))
  ).sort((a, b) => a.start - b.start);
  return stays.flatMap((stay, index) =>
    stays.slice(index + 1)
      .filter((next) => next.account === stay.account && next.start < stay.end)
      .map((next) => `${stay.account}: ${stay.start} to ${stay.end}, and from ${next.start}`)
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A program that has been started, and is ended with the test. */
class Program {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  readonly lines: Line[] = [];
  stdout = "";
  stderr = "";
  #rest = "";
  end = Infinity;

  constructor(command: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env) {
    const [program, ...args] = command;
    this.#child = spawn(program!, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    this.#child.stdout!.setEncoding("utf8").on("data", (text) => this.#read(text));
    this.#child.stderr!.setEncoding("utf8").on("data", (text) => this.stderr += text);
    this.#child.on("exit", () => this.end = Date.now());
    this.#closed = new Promise((resolve, reject) =>
      this.#child.on("error", reject).on("close", resolve)
    );
  }

  get isRunning(): boolean {
    return this.end === Infinity;
  }

  #read(text: string): void {
    this.stdout += text;
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop()!;
    this.lines.push(...lines.filter((line) => line.startsWith('{"at"')).map((l) => JSON.parse(l)));
  }

  signal(signal: NodeJS.Signals): void {
    if (this.isRunning) process.kill(this.#child.pid!, signal);
  }

  /** Waits until it has ended, and gives its exit code, or the signal that has ended it. */
  async ended(): Promise<number | NodeJS.Signals | null> {
    await until(() => !this.isRunning, RETURN_MS);
    await this.#closed;
    return this.#child.exitCode ?? this.#child.signalCode;
  }
}

/** The way of a process to Redis, which can be cut off. */
class Wire {
  readonly #sockets = new Set<Socket>();
  readonly #server;
  #isCut = false;

  constructor(redisPort: number) {
    this.#server = createTcpServer((socket) => {
      if (this.#isCut) return void socket.destroy();
      const redis = connect(redisPort, "127.0.0.1");
      this.#join(socket, redis);
      this.#join(redis, socket);
    });
  }

  #join(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    // Whoever ends with an error closes, and so does the other.
    from.on("error", () => {}).on("close", () => {
      this.#sockets.delete(from);
      to.destroy();
    }).pipe(to);
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  cut(isCut = true): void {
    this.#isCut = isCut;
    if (isCut) { for (const socket of this.#sockets) socket.destroy(); }
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Everything that the test has started, and what it does with it. */
class Fleet {
  readonly #project: string;
  readonly #redisPort: number;
  readonly #sigServer: string;
  /** It is started by {@linkcode Fleet.startRedis}. */
  redis!: Program;
  readonly members: Program[] = [];
  readonly #ports = new Map<Program, number>();
  readonly wires = new Map<Program, Wire>();

  constructor(project: string, redisPort: number, sigServer: string) {
    this.#project = project;
    this.#redisPort = redisPort;
    this.#sigServer = sigServer;
  }

  /** Starts Redis, which keeps nothing. */
  async startRedis(): Promise<void> {
    const options = ["--port", String(this.#redisPort), "--bind", "127.0.0.1", "--save", ""];
    const redis = new Program(["redis-server", ...options], this.#project);
    this.redis = redis;
    await until(() => redis.stdout.includes("Ready to accept") || !redis.isRunning, START_MS);
    assert(redis.isRunning, redis.stdout);
  }

  /** Starts processes until there are as many as there should be, as a supervisor does. */
  async fill(): Promise<void> {
    while (this.running.length < PROCESSES) await this.#start();
    await until(() => this.running.every((member) => member.lines.length > 0), START_MS);
  }

  /** Starts a process: every other one is Bun's. */
  async #start(): Promise<void> {
    const isNode = this.members.length % 2 === 0;
    const port = await freePort();
    const wire = new Wire(this.#redisPort);
    const env = {
      ...process.env,
      IMSDK_LIBRARY: buildStandIn(),
      IMSDK_COPIES: join(this.#project, "copies"),
      IMSDK_APP_ID: "1400000000",
      DATA_DIR: join(this.#project, "data"),
      ACCOUNTS: accounts.join(","),
      SIG_SERVER: this.#sigServer,
      REDIS_URL: `redis://127.0.0.1:${await wire.listen()}`,
      LEASE_SECONDS: String(LEASE_MS / 1000),
      PORT: String(port),
    };
    const command = isNode ? [nodeExecutable("24")] : [bunHost.executable, "run"];
    const member = new Program([...command, "fleet.ts"], this.#project, env);
    this.members.push(member);
    this.#ports.set(member, port);
    this.wires.set(member, wire);
  }

  get running(): Program[] {
    return this.members.filter(({ isRunning }) => isRunning);
  }

  /** How many accounts a process has logged in. */
  countOf(member: Program): number {
    const last = new Map(member.lines.map(({ account, event }) => [account, event]));
    return [...last.values()].filter((event) => event === "logged in").length;
  }

  get loggedIn(): number {
    return this.running.reduce((sum, member) => sum + this.countOf(member), 0);
  }

  /** Waits until all accounts are logged in, and prints how long that has taken. */
  async allLoggedIn(what: string, since = Date.now()): Promise<void> {
    await until(() => this.loggedIn === accounts.length, RETURN_MS - (Date.now() - since));
    console.log(`${what}: all logged in after ${((Date.now() - since) / 1000).toFixed(1)} s`);
  }

  /** Waits until each process has its share, and their health checks say so. */
  async balanced(): Promise<void> {
    const share = accounts.length / PROCESSES;
    const end = performance.now() + START_MS;
    let named: string[][] = [];
    while (named.length !== PROCESSES || named.some((accounts) => accounts.length !== share)) {
      assert(performance.now() < end, `The health checks name ${JSON.stringify(named)}`);
      await this.fill();
      await pause(100);
      named = await Promise.all(this.running.map((member) => this.#health(member)));
    }
    assertEquals(named.flat().sort(), accounts.toSorted());
  }

  async #health(member: Program): Promise<string[]> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.#ports.get(member)}`);
      const named = await response.json();
      return response.ok ? named : [];
    } catch {
      return [];
    }
  }

  get story(): string {
    return [...this.members, this.redis].map((program) =>
      `${program.end}:\n${program.stdout}\n${program.stderr}`
    ).join("\n");
  }

  async end(): Promise<void> {
    for (const program of [...this.members, this.redis]) {
      program.signal("SIGKILL");
      await program.ended();
    }
    for (const wire of this.wires.values()) await wire.close();
  }
}

async function withFleet(body: (fleet: Fleet) => Promise<void>): Promise<void> {
  const project = mkdtempSync(join(tmpdir(), "imsdk-fleet-"));
  const sigServer = createServer(({ url }, response) => void response.end(`sig of ${url}`));
  await new Promise<void>((resolve) => sigServer.listen(0, "127.0.0.1", resolve));
  const { port } = sigServer.address() as AddressInfo;
  const fleet = new Fleet(project, await freePort(), `http://127.0.0.1:${port}`);
  try {
    // At first, because it gives no lease away until it has run for longer than a lease.
    await fleet.startRedis();
    const client = config.imports["@redis/client"].replace("npm:", "");
    installPackages(project, await npmTarball(), client);
    cpSync(join(root, "examples", "fleet"), project, { recursive: true });
    await body(fleet);
  } catch (error) {
    throw new Error(`${error}\n${fleet.story}`);
  } finally {
    await fleet.end();
    sigServer.closeAllConnections();
    await new Promise((resolve) => sigServer.close(resolve));
    rmSync(project, { recursive: true, force: true, maxRetries: 3 });
  }
}

const missing = [["redis-server", "--version"], ["npm", "--version"]]
  .filter(([program, ...args]) => spawnSync(program!, args).status !== 0)
  .map(([program]) => program);

describe("the fleet", () => {
  const name = "never logs an account in twice, and soon again, whoever fails";
  const body = () =>
    withFleet(async (fleet) => {
      await fleet.balanced();

      const [killed, frozen] = fleet.running;
      killed!.signal("SIGKILL");
      await killed!.ended();
      await fleet.allLoggedIn("A process was killed", killed!.end);
      await fleet.fill();

      const freeze = Date.now();
      frozen!.signal("SIGSTOP");
      await pause(1.2 * LEASE_MS);
      frozen!.signal("SIGCONT");
      await fleet.allLoggedIn("A process stood still", freeze);
      assertEquals(await frozen!.ended(), "SIGKILL");
      await fleet.fill();

      const [lost] = fleet.running;
      const wire = fleet.wires.get(lost!)!;
      fleet.redis.signal("SIGKILL");
      wire.cut();
      await fleet.redis.ended();
      await fleet.startRedis();
      const restart = Date.now();
      await until(() => fleet.countOf(lost!) === 0 || !lost!.isRunning, LEASE_MS);
      await fleet.allLoggedIn("Redis was restarted, and a process cut off", restart);
      wire.cut(false);
      await fleet.balanced();

      fleet.redis.signal("SIGSTOP");
      await pause(1.2 * LEASE_MS);
      assertEquals(fleet.loggedIn, 0);
      fleet.redis.signal("SIGCONT");
      await fleet.allLoggedIn("Redis stood still");
      await fleet.fill();

      const endings: unknown[] = [];
      for (const member of fleet.running) {
        member.signal("SIGTERM");
        endings.push(await member.ended());
        await fleet.fill();
        await fleet.allLoggedIn("A process was restarted", member.end);
      }
      const last = fleet.running;
      for (const member of last) member.signal("SIGTERM");
      for (const member of last) endings.push(await member.ended());
      // On a machine that is too busy, one may have been taken for one that stands still.
      assert(endings.includes(0) && endings.every((end) => end === 0 || end === "SIGKILL"));
      console.log(`They ended by ${endings.join(", ")}`);

      assertEquals(overlaps(fleet.members), []);
      console.log(`${fleet.members.length} processes were started in all`);
    });
  if (missing.length === 0) it(name, body);
  else it.skip(`${name} (skipped: ${missing.join(" and ")} is not there)`, body);

  it("would be seen to log an account in twice", () => {
    const life = (end: number, ...events: [number, Line["event"]][]): Life => ({
      lines: events.map(([at, event]) => ({ at, account: "a", event })),
      end,
    });
    const first = life(9, [1, "opens"], [2, "logged in"], [5, "closed"], [8, "opens"]);
    assertEquals(overlaps([first, life(7, [5, "opens"])]), []);
    assertEquals(overlaps([first, life(7, [4, "opens"])]), ["a: 1 to 5, and from 4"]);
    assertEquals(overlaps([life(9, [6, "opens"]), first]), ["a: 6 to 9, and from 8"]);
  });
});
