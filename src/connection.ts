/**
 * Where the connection to the vendor's service is, and waiting for it.
 *
 * @module
 */

import { type Deferred, deferred } from "./deferred.ts";
import { NetworkStatus } from "./enums.ts";

/**
 * Where the connection to the vendor's service is, as the last `networkstatus` event has told it.
 */
export type ConnectionState = "connecting" | "connected" | "disconnected" | "failed";

const states: ReadonlyMap<NetworkStatus, ConnectionState> = new Map([
  [NetworkStatus.Connected, "connected"],
  [NetworkStatus.Disconnected, "disconnected"],
  [NetworkStatus.Connecting, "connecting"],
  [NetworkStatus.ConnectFailed, "failed"],
]);

/** The state of a connection, and whoever waits for it to be there. */
export class Connection {
  #state: ConnectionState = "disconnected";
  readonly #waiting = new Set<Deferred<void>>();

  /** Where it is. */
  get state(): ConnectionState {
    return this.#state;
  }

  /** Takes what the library says of it. */
  update(status: NetworkStatus): void {
    this.#state = states.get(status) ?? this.#state;
    if (this.#state !== "connected") return;
    for (const { resolve } of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /** Forgets what the library has said: it has been ended. */
  reset(): void {
    this.#state = "disconnected";
  }

  /** Waits until it's there, or the signal is aborted. */
  async established(signal: AbortSignal | undefined): Promise<void> {
    if (this.#state === "connected") return;
    const waiting = deferred<void>();
    const onAbort = (): void => waiting.reject(signal?.reason);
    this.#waiting.add(waiting);
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      await waiting.promise;
    } finally {
      this.#waiting.delete(waiting);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** Ends every wait for good. */
  end(reason: unknown): void {
    this.reset();
    for (const { reject } of this.#waiting) reject(reason);
    this.#waiting.clear();
  }
}
