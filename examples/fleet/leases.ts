/** Leases in Redis: which process may have an account logged in, and until when. */
import { createClient } from "@redis/client";

/** Redis runs a script at one go. A lease that it has forgotten is its last owner's still. */
const RENEW = `
  local owner = redis.call("GET", KEYS[1])
  if owner and owner ~= ARGV[1] then return 0 end
  redis.call("SET", KEYS[1], ARGV[1], "PX", ARGV[2])
  return 1`;
const GIVE_UP = `if redis.call("GET", KEYS[1]) == ARGV[1] then redis.call("DEL", KEYS[1]) end`;
const PROCESSES = "fleet:processes";
const key = (account: string): string => `fleet:lease:${account}`;

/** The leases of one process. Their ends are times of `performance.now()`. */
export class Leases {
  readonly redis;

  constructor(url: string, readonly owner: string, readonly milliseconds: number) {
    // A command that has waited for Redis to come back would come too late.
    const socket = { socketTimeout: milliseconds };
    this.redis = createClient({ url, disableOfflineQueue: true, socket });
    this.redis.on("error", ({ message }) => console.error(`Redis: ${message}`));
  }

  /** Takes a lease that nobody has. Returns its end, or `undefined` if it can't be had. */
  async take(account: string): Promise<number | undefined> {
    const end = performance.now() + this.milliseconds;
    const options = { PX: this.milliseconds, NX: true } as const;
    if (await this.redis.set(key(account), this.owner, options) === null) return undefined;
    // What a Redis has forgotten by a restart, its owners may hold until it would have ended.
    const [, uptime] = /uptime_in_seconds:(\d+)/.exec(await this.redis.info("server")) ?? [];
    if (Number(uptime) * 1000 > this.milliseconds + 1000) return end;
    await this.giveUp(account);
    return undefined;
  }

  /** Renews a lease that is held. Returns its end, or `undefined` if it is somebody else's. */
  async renew(account: string): Promise<number | undefined> {
    const end = performance.now() + this.milliseconds;
    return await this.#run(RENEW, account) === 1 ? end : undefined;
  }

  async giveUp(account: string): Promise<void> {
    await this.#run(GIVE_UP, account);
  }

  /** Keeps an account from everybody for a while, unless somebody has it. */
  async block(account: string, milliseconds: number): Promise<void> {
    await this.redis.set(key(account), "nobody", { PX: milliseconds, NX: true });
  }

  /** Says that this process is there, and returns how many are. */
  async countProcesses(): Promise<number> {
    const now = Date.now();
    await this.redis.zAdd(PROCESSES, { score: now, value: this.owner });
    await this.redis.zRemRangeByScore(PROCESSES, 0, now - this.milliseconds);
    return await this.redis.zCard(PROCESSES);
  }

  async end(): Promise<void> {
    await this.redis.zRem(PROCESSES, this.owner).catch(console.error);
    this.redis.destroy();
  }

  #run(script: string, account: string): Promise<unknown> {
    const values = [this.owner, String(this.milliseconds)];
    return this.redis.eval(script, { keys: [key(account)], arguments: values });
  }
}
