/** Leases in Redis: which process may have an account logged in, and until when. */
import { randomUUID } from "node:crypto";
import process from "node:process";
import { createClient } from "@redis/client";

const { REDIS_URL = "redis://127.0.0.1:6379", LEASE_SECONDS = "30" } = process.env;
export const LEASE_MS = Number(LEASE_SECONDS) * 1000;

// A command that has waited for Redis to come back would come too late.
const socket = { socketTimeout: LEASE_MS / 4, reconnectStrategy: () => LEASE_MS / 40 };
export const redis = createClient({ url: REDIS_URL, disableOfflineQueue: true, socket });
redis.on("error", ({ message }) => console.error(`Redis: ${message}`));

/** What Redis has forgotten by a restart, its owners may hold until it would have ended. */
const TAKE = `
  local uptime = string.match(redis.call("INFO", "server"), "uptime_in_seconds:(%d+)")
  if uptime * 1000 <= ARGV[2] + 1000 then return 0 end
  return redis.call("SET", KEYS[1], ARGV[1], "NX", "PX", ARGV[2]) and 1 or 0`;
/** A lease that Redis has forgotten is its last owner's still. */
const REPLACE = `
  if (redis.call("GET", KEYS[1]) or ARGV[1]) ~= ARGV[1] then return 0 end
  redis.call("SET", KEYS[1], ARGV[2], "PX", ARGV[3])
  return 1`;
/** By the clock of Redis, because those of the machines may differ. */
const COUNT = `
  redis.call("ZADD", KEYS[1], redis.call("TIME")[1], ARGV[1])
  redis.call("ZREMRANGEBYSCORE", KEYS[1], 0, redis.call("TIME")[1] - ARGV[2] / 1000)
  return redis.call("ZCARD", KEYS[1])`;

export interface Lease {
  readonly account: string;
  /** Another one for each lease, so that a command that arrives late can't touch the next lease. */
  readonly token: string;
  /** When it ends, as a time of `performance.now()`. Redis ends it later, never earlier. */
  end: number;
}

async function run(script: string, key: string, ...values: (string | number)[]): Promise<number> {
  return Number(await redis.eval(script, { keys: [key], arguments: values.map(String) }));
}

/** Takes the lease of an account, unless somebody has it or Redis has just been started. */
export async function take(account: string): Promise<Lease | undefined> {
  const lease = { account, token: randomUUID(), end: performance.now() + LEASE_MS };
  return await run(TAKE, `fleet:lease:${account}`, lease.token, LEASE_MS) ? lease : undefined;
}

/** Returns whether it could be renewed: not if somebody else has the account. */
export async function renew(lease: Lease): Promise<boolean> {
  const { account, token } = lease;
  const end = performance.now() + LEASE_MS;
  if (!await run(REPLACE, `fleet:lease:${account}`, token, token, LEASE_MS)) return false;
  lease.end = end;
  return true;
}

/** Gives a lease up, and keeps the account from everybody for a while. */
export const giveUp = ({ account, token }: Lease, milliseconds = 1): Promise<unknown> =>
  run(REPLACE, `fleet:lease:${account}`, token, "nobody", milliseconds);

const [PROCESSES, thisProcess] = ["fleet:processes", randomUUID()];
/** Says that this process is there, and returns how many are. */
export const countProcesses = (): Promise<number> => run(COUNT, PROCESSES, thisProcess, LEASE_MS);
export const leave = (): Promise<unknown> => redis.zRem(PROCESSES, thisProcess);
