/**
 * One of any number of processes, on any number of machines, that share accounts: each account is
 * logged in by one of them. When a process ends, dies or stands still, the others take over.
 *
 *     npm install @imsdk/ffi @redis/client && npx @imsdk/ffi install
 *     ACCOUNTS=alice,bob SIG_SERVER=https://example.com node fleet.ts
 */
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { ImSdk } from "@imsdk/ffi";
import * as leases from "./leases.ts";

const { env, pid } = process;
const accounts = (env.ACCOUNTS ?? "").split(",").filter((account) => account !== "");
/** So long before its lease ends a session is closed, and if that fails, the process killed. */
const [CLOSE_MS, KILL_MS] = [leases.LEASE_MS / 2, leases.LEASE_MS / 3];
/** A process that stands still for so long is killed. So nothing here is later than that. */
const SILENCE_MS = leases.LEASE_MS / 4;
const report = ({ message }: Error): void => console.error(message);

async function fetchSig(userId: string, { signal }: { signal: AbortSignal }): Promise<string> {
  const response = await fetch(new URL(`/sig/${userId}`, env.SIG_SERVER), { signal });
  if (!response.ok) throw new Error(`No sig for ${userId}: ${response.status}`);
  return await response.text();
}

/** The session of an account whose lease this process holds. */
class Tenant {
  readonly #lease: leases.Lease;
  #sdk: ImSdk | undefined;
  #leaving: Promise<void> | undefined;

  constructor(lease: leases.Lease) {
    this.#lease = lease;
    this.#tell("opens");
    this.#logIn().catch((error) => this.leave(`failed: ${error}`, leases.LEASE_MS));
  }

  async #logIn(): Promise<void> {
    const { account } = this.#lease;
    const dataDir = join(env.DATA_DIR ?? "data", account);
    const sdkAppId = Number(env.IMSDK_APP_ID);
    const sdk = await ImSdk.open({ sdkAppId, isolated: true, dataDir });
    if (this.#leaving) return await sdk.close();
    this.#sdk = sdk;
    sdk.addEventListener("sessionlost", ({ detail }) => this.leave(`lost: ${detail.error}`));
    // Who logged in again at once would kick off the other device in turn, and so on.
    sdk.addEventListener("kickedoffline", () => this.leave("kicked offline", 600_000));
    await sdk.login(account, fetchSig);
    this.#tell("logged in");
  }

  /** Renews the lease of a session that has opened: one that hangs is to be left. */
  async renew(): Promise<void> {
    if (this.#leaving || !this.#sdk) return;
    if (!await leases.renew(this.#lease)) await this.leave("somebody else's");
  }

  check(): void {
    const left = this.#lease.end - performance.now();
    if (left < KILL_MS && this.#sdk) process.kill(pid, "SIGKILL");
    if (left < CLOSE_MS) void this.leave("not renewed");
  }

  /** Closes the session, and keeps the account from everybody for a while. */
  leave(why: string, milliseconds?: number): Promise<void> {
    return this.#leaving ??= this.#leave(why, milliseconds);
  }

  async #leave(why: string, milliseconds: number | undefined): Promise<void> {
    await this.#sdk?.close();
    this.#sdk = undefined;
    this.#tell("closed", why);
    await leases.giveUp(this.#lease, milliseconds).catch(report);
    tenants.delete(this.#lease.account);
  }

  #tell(event: string, why?: string): void {
    console.log(JSON.stringify({ at: Date.now(), account: this.#lease.account, event, why }));
  }
}

const tenants = new Map<string, Tenant>();
let share = 0;
let isStopping = false;

async function renew(): Promise<void> {
  const renewals = [...tenants.values()].map((tenant) => tenant.renew());
  const [processes] = await Promise.all([leases.countProcesses(), ...renewals]);
  share = Math.ceil(accounts.length / processes);
}

/** Takes or leaves accounts, so that each process has its share. */
async function balance(): Promise<void> {
  for (const tenant of [...tenants.values()].slice(share)) void tenant.leave("one too many");
  for (const account of accounts) {
    if (isStopping || tenants.size >= share) return;
    const lease = tenants.has(account) ? undefined : await leases.take(account);
    if (lease && isStopping) await leases.giveUp(lease);
    else if (lease) tenants.set(account, new Tenant(lease));
  }
}

async function stop(exitCode: number): Promise<void> {
  isStopping = true;
  await Promise.all([...tenants.values()].map((tenant) => tenant.leave("stopped")));
  await leases.leave().catch(report);
  process.exit(exitCode);
}
process.on("SIGTERM", () => stop(0)).on("SIGINT", () => stop(0));

// A process that stands still can't close its sessions in time, so another one kills it.
if (pid === 1) throw new Error("Process 1 of a container can't be killed: start this by an init");
const watch = `
  const silence = setTimeout(() => process.kill(${pid}, "SIGKILL"), ${SILENCE_MS});
  process.stdin.on("data", () => silence.refresh()).on("end", () => process.exit());
  process.on("SIGTERM", () => {}); console.log("ready");`;
const watchdog = spawn(process.execPath, ["-e", watch], { detached: true });
watchdog.on("exit", () => stop(1)).stdin.on("error", report);
setInterval(() => {
  watchdog.stdin.write(".");
  for (const tenant of tenants.values()) tenant.check();
}, SILENCE_MS / 10);
await new Promise((resolve) => watchdog.stdout.on("data", resolve));

// The health check: which accounts are here, and whether Redis is in reach.
createServer((_request, response) => {
  response.writeHead(leases.redis.isReady ? 200 : 503).end(JSON.stringify([...tenants.keys()]));
}).listen(Number(env.PORT ?? 3000), env.HOST ?? "127.0.0.1");

await leases.redis.connect();
setInterval(() => renew().catch(report), leases.LEASE_MS / 10);
for (; !isStopping; await pause(leases.LEASE_MS / 10)) await balance().catch(report);
