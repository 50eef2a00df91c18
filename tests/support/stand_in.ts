/**
 * The stand-in library, and sessions on it.
 *
 * @module
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { NativeLibrary } from "../../ffi/library.ts";
import type { SymbolTable } from "../../ffi/signatures.ts";
import { ImSdk, type ImSdkEventType, type OpenOptions } from "../../mod.ts";
import { buildStandIn } from "../../scripts/stand_in.ts";
import { until } from "./until.ts";

/** What the stand-in exports beyond the vendor's functions: see tests/native/standin.h. */
const controls = {
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
  standin_count: { parameters: [["name", "string"]], result: "u64" },
  standin_last: { parameters: [["name", "string"]], result: "string" },
} as const satisfies SymbolTable;

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

/** The path of the stand-in library. */
export const standInPath: string = buildStandIn();

const library = await NativeLibrary.open(standInPath, controls, "standin_reset");

/** Tells the stand-in how to behave, and what has happened in it. */
export const standIn = {
  /** Changes its behaviour; a misspelt key is an error. */
  set(behaviour: Readonly<Record<string, string | number>>): void {
    for (const [key, value] of Object.entries(behaviour)) {
      if (library.call("standin_set", key, String(value)) !== 0) {
        throw new Error(`The stand-in does not know ${key} = ${value}`);
      }
    }
  },

  /** Sends an event to its listener. */
  emit(
    event: StandInEvent,
    { a = 0, b = 0, text = null, count = 1, ...rest }: Emission = {},
  ): void {
    const { size = 0, threads = 1 } = rest;
    const code = library.call("standin_emit", event, a, b, text, count, size, threads);
    if (code !== 0) throw new Error(`The stand-in does not send ${event}: ${code}`);
  },

  /** How often something has happened since the test began. */
  count(name: string): number {
    return Number(library.call("standin_count", name));
  },

  /** The string that a parameter was given last. */
  last(name: string): string | null {
    return library.call("standin_last", name);
  },

  /** Waits until nothing is on its way to JavaScript. */
  async idle(): Promise<void> {
    await until(() => library.call("standin_count", "deliveries.pending") === 0n);
  },

  /** Back to the beginning, as every test finds it. */
  async reset(): Promise<void> {
    await standIn.idle();
    library.call("standin_reset");
  },
};

/** A directory for the sessions of this process. */
export const dataDir: string = mkdtempSync(join(tmpdir(), "imsdk-test-"));
process.on("exit", () => rmSync(dataDir, { recursive: true, force: true }));

/** A session on the stand-in library. */
export function openSession(options: Partial<OpenOptions> = {}): Promise<ImSdk> {
  return ImSdk.open({ sdkAppId: 1400000000, libraryPath: standInPath, dataDir, ...options });
}

/** Every type of event. */
export const eventTypes: readonly ImSdkEventType[] = [
  "networkstatus",
  "kickedoffline",
  "usersigexpired",
  "selfinfoupdated",
  "userstatuschanged",
  "userinfochanged",
  "log",
];

// The C functions and callbacks stay bound for the life of the process. Binding all of them before
// the first test keeps them out of what a test's sanitizer counts.
{
  await using sdk = await openSession();
  for (const type of eventTypes) sdk.addEventListener(type, () => {});
  await sdk.login("warm-up", "sig");
  void [sdk.loginStatus, sdk.loginUserId];
  await sdk.logout();
  standIn.count("TIMLogin");
  standIn.last("TIMLogin.user_id");
  standIn.set({ "TIMLogin.code": "" });
  try {
    standIn.emit("network");
  } catch {
    // Nobody listens after the session; what matters is that the function is bound.
  }
}
await standIn.reset();
