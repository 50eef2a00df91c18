/**
 * Calls every function of the table on the real library, with nobody logged in, and reports the
 * outcomes. It runs unchanged on every runtime; scripts/survey/run_program.ts starts it and watches
 * it.
 *
 * Arguments: the directory that the library writes into, the file that this program writes into,
 * and `quick` for a login that is answered at once, because the library isn't initialised yet.
 *
 * @module
 */

import { appendFileSync } from "node:fs";
import process from "node:process";
import type { FunctionDefinition } from "../../ffi/table/symbol_table.ts";
import { symbols } from "../../ffi/generated/symbols.ts";
import { callbackDefinition } from "../../ffi/calls/callback_signatures.ts";
import {
  bufferParameters,
  callbackParameters,
  isListenerSetter,
  isRequest,
} from "../../ffi/table/function_definition.ts";
import { ImSdkError, type NativeApi, openNative } from "../../ffi/mod.ts";
import { argumentsIn, USER_ID } from "./arguments.ts";
import type { Answer, Line } from "./report.ts";

type Name = keyof NativeApi;
type Callable = (...args: readonly unknown[]) => unknown;

/** Well above the slowest answer, which takes a quarter of a second. */
const ANSWER_LIMIT_MS = 10_000;
/** A login without a network fails after half a minute. */
const LOGIN_LIMIT_MS = 60_000;

const NOT_LOGGED_IN = 6014;

/** Called in this order, before and after all others. */
const first: readonly Name[] = ["TIMSetConfig", "TIMInit"];
const last: readonly Name[] = ["TIMLogin", "TIMLogout", "TIMUninit"];

/** Log lines are left out: there are many, and they don't show whether events work. */
const logs: readonly Name[] = ["TIMSetLogCallback", "TIMSetExperimentalNotifyCallback"];

const [directory = ".", file = "survey.jsonl", mode] = process.argv.slice(2);
const library = await openNative();
const args: { readonly [Each in Name]?: readonly unknown[] } = argumentsIn(directory);

/**
 * Written synchronously, because the next call might never return. 64-bit integers lose precision
 * here, which is enough for reading.
 */
function say(line: Line): void {
  const numbers = (_key: string, value: unknown) =>
    typeof value === "bigint" ? Number(value) : value;
  appendFileSync(file, `${JSON.stringify(line, numbers)}\n`);
}

function listenerOf(name: Name): (...values: readonly unknown[]) => void {
  if (logs.includes(name)) return () => {};
  return (...values) => say({ event: { name, values } });
}

async function call(name: Name): Promise<Answer> {
  const definition: FunctionDefinition = symbols[name];
  const callable = library.api[name] as Callable;
  if (isListenerSetter(definition)) {
    callable(listenerOf(name));
    return { name, outcome: "succeeded", text: "listens" };
  }
  const own = args[name] ?? [];
  if (isRequest(definition)) return await ask(name, definition, callable, own);
  const value = await callable(...own);
  return { name, outcome: "succeeded", text: described(value) };
}

function described(value: unknown): string {
  if (value === undefined) return "returns";
  // The only one is the time.
  return typeof value === "bigint" ? "returns a bigint" : `returns ${JSON.stringify(value)}`;
}

async function ask(
  name: Name,
  definition: FunctionDefinition,
  callable: Callable,
  own: readonly unknown[],
): Promise<Answer> {
  const timeout = name === "TIMLogin" ? LOGIN_LIMIT_MS : ANSWER_LIMIT_MS;
  const promise = callable(...own, { timeout }) as Promise<unknown>;
  const buffers = bufferParameters(definition)
    .map(({ name: buffer }) => buffer)
    .filter((buffer) => (promise as unknown as Record<string, string>)[buffer] !== "");
  const written = buffers.length > 0 ? `, writes ${buffers.join(", ")}` : "";
  try {
    const result = await promise;
    if (!hasCode(definition)) return { name, outcome: "codeless", text: "calls back", result };
    return { name, outcome: "succeeded", text: `0${written}`, result };
  } catch (error) {
    if (error instanceof ImSdkError) {
      const { code, codeName = "", result } = error;
      const outcome = code === NOT_LOGGED_IN ? "refused" : "failed";
      return { name, outcome, text: `${code} ${codeName}${written}`, code, result };
    }
    if (error instanceof DOMException && error.name === "TimeoutError") {
      return { name, outcome: "silent", text: `no answer within ${timeout / 1000} s` };
    }
    throw error;
  }
}

/** All requests but one are answered by the same C type, which begins with a code. */
function hasCode(definition: FunctionDefinition): boolean {
  return callbackParameters(definition).every(({ type }) =>
    callbackDefinition(type)[0]?.[0] === "code"
  );
}

async function report(name: Name): Promise<void> {
  say({ calling: name });
  say({ answer: await call(name) });
}

/** Makes the library open its database of a user without a login. */
async function openDatabase(): Promise<void> {
  const opening = new AbortController();
  const options = { signal: opening.signal };
  library.api.callExperimentalAPI({
    request_internal_operation: "internal_operation_init_local_storage",
    request_init_local_storage_user_id_param: USER_ID,
  }, options).catch(() => {}); // It is never answered.
  const deadline = performance.now() + ANSWER_LIMIT_MS;
  for (;;) {
    try {
      await library.api.TIMConvGetConvList({ timeout: ANSWER_LIMIT_MS });
      opening.abort();
      return;
    } catch (error) {
      if (!(error instanceof ImSdkError) || performance.now() > deadline) throw error;
    }
  }
}

const names = Object.keys(symbols) as Name[];
const listening = names.filter((name) => isListenerSetter(symbols[name]));
const ordered = mode === "quick" ? ["TIMLogin", ...first] as const : first;
for (const name of [...listening, ...ordered]) await report(name);
await openDatabase();
const done: readonly Name[] = [...listening, ...ordered];
const others = names.filter((name) => !done.includes(name) && !last.includes(name));
for (const name of others) await report(name);
for (const name of last.filter((name) => !done.includes(name))) await report(name);
