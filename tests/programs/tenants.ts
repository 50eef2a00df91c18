/**
 * Sessions on several threads of JavaScript, which come for what there is one of in a process. The
 * third argument says what happens; what came of it is printed, a line each, after ">". A fourth
 * argument, "offline", says that nobody can be logged in.
 *
 * @module
 */

import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { type ImSdk, LoginStatus, type OpenOptions } from "../../mod.ts";
import { repetitions } from "../support/repetitions.ts";
import { args, controlStandIn, openSession } from "./session.ts";

const [, scratch = ""] = process.argv.slice(2);
/** On the real library without a network every login goes on for half a minute. */
const isOffline = args[1] === "offline";
/** What runs before the figures are compared: the runtimes keep some memory for later workers. */
const WARM_UP = 10;
const RESTARTS = repetitions(20, 50);

/** What a thread is told to do. */
type Order =
  | { readonly what: "open"; readonly options: Partial<OpenOptions> }
  | { readonly what: "log in" | "close" | "throw" | "exit" };

/** Prints a line, which is to be told from those of the library. */
function say(line: string): void {
  console.log(`> ${line}`);
}

/** Names a directory of this program's own. */
function directory(name: string): string {
  const path = join(scratch, name);
  mkdirSync(path, { recursive: true });
  return path;
}

/** What an open() has led to, in one line. */
async function attempt(options: Partial<OpenOptions>): Promise<ImSdk | string> {
  try {
    return await openSession(options);
  } catch (error) {
    const { name, message } = error as Error;
    return `${name}: ${message.replaceAll(scratch, "<scratch>")}`;
  }
}

function shown(outcome: ImSdk | string): string {
  return typeof outcome === "string"
    ? outcome
    : `open, ${outcome.loginUserId ?? "nobody"} is logged in`;
}

/** A thread of JavaScript. */
class Tenant {
  readonly #worker = new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) });

  readonly #exit: Promise<void>;

  constructor() {
    this.#exit = new Promise((resolve) => this.#worker.on("exit", () => resolve()));
    this.#worker.on("error", () => {}); // one that nobody catches in there is meant
  }

  async order(order: Order): Promise<string> {
    this.#worker.postMessage(order);
    const [told] = await once(this.#worker, "message");
    return told;
  }

  open(options: Partial<OpenOptions>): Promise<string> {
    return this.order({ what: "open", options });
  }

  /** Ends the thread while its session is open. */
  async end(how: "terminate" | "throw" | "exit"): Promise<void> {
    if (how === "terminate") await this.#worker.terminate();
    else this.#worker.postMessage({ what: how } satisfies Order);
    await this.#exit;
  }
}

/** Logs somebody in, or begins to. */
async function logIn(sdk: ImSdk, userId: string): Promise<string> {
  const login = sdk.login(userId, "sig");
  if (isOffline) {
    login.catch(() => {});
    return sdk.loginStatus === LoginStatus.LoggingIn ? `${userId} is being logged in` : "idle";
  }
  await login;
  return `${sdk.loginUserId} is logged in`;
}

let own: ImSdk | undefined;

/** Does, in a thread, what it's told to. */
async function obey(order: Order): Promise<string> {
  switch (order.what) {
    case "open": {
      const outcome = await attempt(order.options);
      if (typeof outcome !== "string") own = outcome;
      return shown(outcome);
    }
    case "log in":
      return await logIn(own!, "tenant");
    case "close":
      await own!.close();
      return "closed";
    case "throw":
      setTimeout(() => {
        throw new Error("nobody catches this");
      });
      return "";
    case "exit":
      process.exit();
  }
}

/** What must not grow. */
function figures(): Record<"descriptors" | "threads" | "copies" | "megabytes", number> {
  const status = readFileSync("/proc/self/status", "utf8");
  const field = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)![1]);
  const maps = readFileSync("/proc/self/maps", "utf8").matchAll(/ (\/.*\/copies\/\S*)/g);
  return {
    descriptors: readdirSync("/proc/self/fd").length,
    threads: field("Threads"),
    copies: new Set([...maps].map(([, path]) => path)).size,
    megabytes: Math.round(field("VmRSS") / 1024),
  };
}

const endings = ["terminate", "throw", "exit"] as const;

const scenarios: Record<string, () => Promise<void>> = {
  async "a thread beside the main one"() {
    const sdk = await openSession({ dataDir: directory("main") });
    say(await logIn(sdk, "main"));
    const tenant = new Tenant();
    say(await tenant.open({ dataDir: directory("other") }));
    say(await tenant.open({ dataDir: directory("main"), isolated: true }));
    say(await tenant.open({ dataDir: directory("other"), isolated: true }));
    say(await tenant.order({ what: "log in" }));
    say(sdk.loginStatus === LoginStatus.LoggedOut ? "ended" : "as before");
    await sdk.close();
    say(await tenant.order({ what: "close" }));
    say(await tenant.open({ dataDir: directory("main") }));
    say(shown(await attempt({ dataDir: directory("other") })));
    say(await tenant.order({ what: "close" }));
    const again = await openSession({ dataDir: directory("main") });
    say(shown(again));
    await again.close();
    await tenant.end("terminate");
  },

  async "a thread that ends with its session open"() {
    const standIn = isOffline ? undefined : await controlStandIn();
    for (const isolated of [false, true]) {
      for (const ending of endings) {
        const tenant = new Tenant();
        const options = { dataDir: directory("data"), isolated };
        await tenant.open(options);
        await tenant.order({ what: "log in" });
        const before = standIn?.count("TIMUninit") ?? 0;
        await tenant.end(ending);
        const outcome = await attempt(options);
        const uninits = (standIn?.count("TIMUninit") ?? 0) - before;
        const ended = standIn && !isolated ? `, ${uninits} TIMUninit` : "";
        say(`${ending}: ${shown(outcome)}${ended}`);
        if (typeof outcome === "string") continue;
        say(await logIn(outcome, "successor"));
        await outcome.close();
      }
    }
  },

  async "a thread that ends, and one that comes for its directory alone"() {
    const tenant = new Tenant();
    await tenant.open({ dataDir: directory("data"), isolated: true });
    await tenant.order({ what: "log in" });
    await tenant.end("terminate");
    const [first, second] = await Promise.all([
      attempt({ dataDir: directory("other"), isolated: true }),
      attempt({ dataDir: directory("data") }),
    ]);
    for (const outcome of [first, second]) {
      say(shown(outcome));
      if (typeof outcome !== "string") await outcome.close();
    }
  },

  async "threads that end at once"() {
    const names = ["a", "b", "c", "d"];
    const open = (): Promise<string[]> =>
      Promise.all(
        names.map((name, place) =>
          tenants[place]!.open({ dataDir: directory(name), isolated: true })
        ),
      );
    let tenants = names.map(() => new Tenant());
    await open();
    await Promise.all(tenants.map((tenant) => tenant.end("terminate")));
    tenants = names.map(() => new Tenant());
    for (const line of await open()) say(line);
    await Promise.all(tenants.map((tenant) => tenant.end("terminate")));
  },

  async "restarts"() {
    for (const isolated of [false, true]) {
      const refused: string[] = [];
      let before = figures();
      for (let restart = -WARM_UP; restart < RESTARTS; restart++) {
        if (restart === 0) before = figures();
        const tenant = new Tenant();
        const told = await tenant.open({ dataDir: directory("data"), isolated });
        if (!told.startsWith("open, nobody")) refused.push(told);
        else await tenant.order({ what: "log in" });
        await tenant.end(endings[(restart + WARM_UP) % endings.length]!);
      }
      say(JSON.stringify({ restarts: RESTARTS, isolated, refused, before, after: figures() }));
    }
  },
};

if (isMainThread) {
  await scenarios[args[0]!]!();
  process.exit();
}
// Not by top-level await: Deno never frees a worker that ends while its module is being loaded.
parentPort!.on("message", async (order) => parentPort!.postMessage(await obey(order)));
