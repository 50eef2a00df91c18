/**
 * One of any number of processes, on any number of machines, that share accounts: each account is
 * logged in by one of them. When a process ends, dies or stands still, the others take over.
 *
 *     npm install @imsdk/ffi @redis/client && npx @imsdk/ffi install
 *     ACCOUNTS=alice,bob SIG_SERVER=https://example.com node fleet.ts
 */

import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { ImSdk } from "@imsdk/ffi";
import { Leases } from "./leases.ts";

const { env } = process;
const accounts = (env.ACCOUNTS ?? "").split(",").filter((account) => account !== "");
const LEASE_MS = Number(env.LEASE_SECONDS ?? 30) * 1000;
/** A session whose lease is not renewed is closed so long before the lease ends. */
const MARGIN_MS = LEASE_MS / 3;

async function fetchSig(userId: string, { signal }: { signal: AbortSignal }): Promise<string> {
  const response = await fetch(new URL(`/sig/${userId}`, env.SIG_SERVER), { signal });
  if (!response.ok) throw new Error(`No sig for ${userId}: ${response.status}`);
  return await response.text();
}

/** The session of an account whose lease this process holds. */
class Tenant {
  readonly #account: string;
  readonly #opened: Promise<ImSdk>;
  #deadline: NodeJS.Timeout;
  #leaving: Promise<void> | undefined;

  constructor(account: string, leaseEnd: number) {
    this.#account = account;
    this.#tell("opens");
    this.#deadline = this.#leaveBefore(leaseEnd);
    const dataDir = join(env.DATA_DIR ?? "data", account);
    this.#opened = ImSdk.open({ sdkAppId: Number(env.IMSDK_APP_ID), isolated: true, dataDir });
    this.#logIn().catch((error) => this.#leaveAlone(`failed: ${error}`, LEASE_MS));
  }

  async #logIn(): Promise<void> {
    const sdk = await this.#opened;
    sdk.addEventListener("sessionlost", ({ detail }) => this.leave(`lost: ${detail.error}`));
    // Who logged in again at once would kick off the other device in turn, and so on.
    sdk.addEventListener("kickedoffline", () => this.#leaveAlone("kicked offline", 600_000));
    await sdk.login(this.#account, fetchSig);
    this.#tell("logged in");
  }

  async renew(): Promise<void> {
    if (this.#leaving) return;
    const leaseEnd = await leases.renew(this.#account);
    if (leaseEnd === undefined) return await this.leave("somebody else's");
    clearTimeout(this.#deadline);
    if (!this.#leaving) this.#deadline = this.#leaveBefore(leaseEnd);
  }

  leave(why: string): Promise<void> {
    return this.#leaving ??= this.#leave(why);
  }

  async #leaveAlone(why: string, milliseconds: number): Promise<void> {
    await this.leave(why);
    await leases.block(this.#account, milliseconds).catch(console.error);
  }

  async #leave(why: string): Promise<void> {
    clearTimeout(this.#deadline);
    // Whatever doesn't close in time ends with the process.
    const kill = setTimeout(() => process.kill(process.pid, "SIGKILL"), MARGIN_MS / 2);
    await this.#opened.then((sdk) => sdk.close()).catch(console.error);
    clearTimeout(kill);
    this.#tell("closed", why);
    await leases.giveUp(this.#account).catch(console.error);
    tenants.delete(this.#account);
  }

  #leaveBefore(leaseEnd: number): NodeJS.Timeout {
    return setTimeout(() => this.leave("not renewed"), leaseEnd - MARGIN_MS - performance.now());
  }

  #tell(event: string, why?: string): void {
    console.log(JSON.stringify({ at: Date.now(), account: this.#account, event, why }));
  }
}

const leases = new Leases(env.REDIS_URL ?? "redis://127.0.0.1:6379", randomUUID(), LEASE_MS);
const tenants = new Map<string, Tenant>();
let isStopping = false;

/** Renews all leases, and takes or leaves accounts, so that each process has its share. */
async function renewAndBalance(): Promise<void> {
  await Promise.all([...tenants.values()].map((tenant) => tenant.renew()));
  const share = Math.ceil(accounts.length / await leases.countProcesses());
  for (const tenant of [...tenants.values()].slice(share)) void tenant.leave("one too many");
  for (const account of accounts) {
    if (isStopping || tenants.size >= share) return;
    const leaseEnd = tenants.has(account) ? undefined : await leases.take(account);
    if (leaseEnd !== undefined) tenants.set(account, new Tenant(account, leaseEnd));
  }
}

// A process that stands still can't log its accounts out in time, so another one kills it.
const watch = `
  const silence = setTimeout(() => process.kill(process.ppid, "SIGKILL"), ${LEASE_MS / 4});
  process.stdin.on("data", () => silence.refresh()).on("end", () => process.exit());`;
const watchdog = spawn(process.execPath, ["-e", watch], { stdio: ["pipe", "inherit", "inherit"] });
watchdog.on("exit", stop);
setInterval(() => watchdog.stdin.write("."), LEASE_MS / 40);

// The health check: which accounts are here, and whether Redis is in reach.
createServer((_request, response) => {
  response.writeHead(leases.redis.isReady ? 200 : 503).end(JSON.stringify([...tenants.keys()]));
}).listen(Number(env.PORT ?? 3000), "127.0.0.1");

async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  await Promise.all([...tenants.values()].map((tenant) => tenant.leave("stopped")));
  await leases.end();
  process.exit();
}
process.on("SIGTERM", stop).on("SIGINT", stop);

await leases.redis.connect();
while (!isStopping) {
  await renewAndBalance().catch((error) => console.error(`Not renewed: ${error}`));
  await pause(LEASE_MS / 10);
}
