/**
 * Where the connection to the vendor's service is, and waiting for it.
 *
 * @module
 */

import { abortable } from "../ffi/base/waiting.ts";
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
  /** Resolves when the connection is there, and is made anew when that is over. */
  #established = Promise.withResolvers<void>();

  constructor() {
    this.#ignoreRejection();
  }

  /** Where it is. */
  get state(): ConnectionState {
    return this.#state;
  }

  /** Takes what the library says of it. */
  update(status: NetworkStatus): void {
    this.#change(states.get(status) ?? this.#state);
  }

  /** Forgets what the library has said: it has been uninitialised. */
  reset(): void {
    this.#change("disconnected");
  }

  /** Waits until it is there, or the signal is aborted. */
  established(signal: AbortSignal | undefined): Promise<void> {
    return abortable(this.#established.promise, signal);
  }

  /** Rejects every wait, now and later. */
  end(reason: unknown): void {
    this.reset();
    this.#established.reject(reason);
  }

  #change(state: ConnectionState): void {
    if (state === this.#state) return;
    if (this.#state === "connected") {
      this.#established = Promise.withResolvers();
      this.#ignoreRejection();
    }
    this.#state = state;
    if (state === "connected") this.#established.resolve();
  }

  /** Nobody need wait for a connection when the session is closed. */
  #ignoreRejection(): void {
    this.#established.promise.catch(() => {});
  }
}
