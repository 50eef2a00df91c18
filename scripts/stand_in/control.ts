/**
 * Sets how the stand-in library behaves, and reads what has happened in it: see
 * tests/native/standin.h.
 *
 * @module
 */

import { loadAdapter } from "../../ffi/runtimes/load_adapter.ts";
import { createApi } from "../../ffi/calls/api.ts";
import { Library } from "../../ffi/calls/library.ts";
import type { SymbolTable } from "../../ffi/table/symbol_table.ts";
import { until } from "../until.ts";

/** What the stand-in exports beyond the vendor's functions. */
interface Controls {
  standin_reset(): number;
  standin_set(key: string, value: string): number;
  standin_emit(
    event: string,
    a: number,
    b: number,
    text: string | null,
    count: number,
    size: number,
    threads: number,
  ): number;
  standin_send(setter: string, values: string): number;
  standin_count(name: string): bigint;
  standin_last(name: string): string | null;
}

const controls: SymbolTable<keyof Controls> = {
  standin_reset: { parameters: [], result: "i32" },
  standin_set: { parameters: [["key", "string"], ["value", "string"]], result: "i32" },
  standin_emit: {
    parameters: [
      ["event", "string"],
      ["a", "i32"],
      ["b", "i32"],
      ["text", "string"],
      ["count", "u32"],
      ["size", "u32"],
      ["threads", "u32"],
    ],
    result: "i32",
  },
  standin_send: { parameters: [["setter", "string"], ["values", "string"]], result: "i32" },
  standin_count: { parameters: [["name", "string"]], result: "u64" },
  standin_last: { parameters: [["name", "string"]], result: "string" },
};

/** The events that the stand-in can send. */
export type StandInEvent =
  | "network"
  | "kicked"
  | "sig_expired"
  | "self_info"
  | "user_status"
  | "user_info"
  | "log";

/** What an event carries, and how often it's sent. */
export interface Emission {
  readonly a?: number;
  readonly b?: number;
  readonly text?: string | null;
  readonly count?: number;
  readonly size?: number;
  readonly threads?: number;
}

/** The stand-in library's remote control. */
export class StandInControl {
  readonly #controls: Controls;

  private constructor(controls: Controls) {
    this.#controls = controls;
  }

  /** The control of the stand-in library at a path. */
  static async of(path: string): Promise<StandInControl> {
    const adapter = await loadAdapter();
    const library = Library.open(adapter, path, controls, "standin_reset");
    return new StandInControl(createApi<Controls>(library));
  }

  /** Changes its behaviour; a misspelt key is an error. */
  set(behaviour: Readonly<Record<string, string | number>>): void {
    for (const [key, value] of Object.entries(behaviour)) {
      if (this.#controls.standin_set(key, String(value)) !== 0) {
        throw new Error(`The stand-in does not know ${key} = ${value}`);
      }
    }
  }

  /** Sends an event to its listener. */
  emit(
    event: StandInEvent,
    { a = 0, b = 0, text = null, count = 1, ...rest }: Emission = {},
  ): void {
    const { size = 0, threads = 1 } = rest;
    const code = this.#controls.standin_emit(event, a, b, text, count, size, threads);
    if (code !== 0) throw new Error(`The stand-in does not send ${event}: ${code}`);
  }

  /** Sends values, in C's order, to the listeners that a C function has set. */
  send(setter: string, values: readonly unknown[]): void {
    const code = this.#controls.standin_send(setter, values.map(written).join(SEPARATOR));
    if (code !== 0) {
      throw new Error(`The stand-in does not send what ${setter} listens to: ${code}`);
    }
  }

  /** How often something has happened since the last reset. */
  count(name: string): number {
    return Number(this.#controls.standin_count(name));
  }

  /** The last string that a parameter was given. */
  last(name: string): string | null {
    return this.#controls.standin_last(name);
  }

  /** Waits until no delivery to JavaScript is pending. */
  async idle(): Promise<void> {
    const count = (name: string): bigint => this.#controls.standin_count(name);
    try {
      await until(() => count("deliveries.pending") === 0n);
    } catch (cause) {
      const message = `${count("deliveries.pending")} deliveries are pending; of ` +
        `${count("callbacks.started")} callbacks ${count("callbacks.finished")} have returned`;
      throw new Error(message, { cause });
    }
  }

  /** Resets the stand-in to the state that every test starts with. */
  async reset(): Promise<void> {
    await this.idle();
    this.#controls.standin_reset();
  }
}

const SEPARATOR = "\x1F";

/** A value in the form that the stand-in parses. */
function written(value: unknown): string {
  if (value === null) return "<null>";
  if (typeof value === "object") return JSON.stringify(value);
  return String(typeof value === "boolean" ? Number(value) : value);
}
