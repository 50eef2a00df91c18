/**
 * `imsdk login`: a session on the terminal.
 *
 * @module
 */

import process from "node:process";
import { stringifyJson } from "../../ffi/calls/json.ts";
import { onAbort } from "../../ffi/base/waiting.ts";
import { reserveOutput } from "../../ffi/isolation/standard_output.ts";
import { locateLibrary } from "../../ffi/library_file/locate.ts";
import { loadAdapter } from "../../ffi/runtimes/load_adapter.ts";
import { NetworkStatus } from "../enums.ts";
import type { ImSdkEventMap, NetworkStatusDetail } from "../events.ts";
import { ImSdk } from "../im_sdk.ts";
import { type Command, ExitCode, type Flags, UsageError } from "./command.ts";
import { standardOutput } from "./output.ts";
import { canAsk, firstLineOfInput, Questions } from "./prompt.ts";
import { describeSig } from "./sig_check.ts";
import { decodeUserSig, type UserSigInfo } from "../user_sig/read_user_sig.ts";

/** Who logs in, and where. */
interface Account {
  readonly appId: string;
  readonly userId: string;
  readonly userSig: string;
}

/** Prints one line: what has happened, and more about it. */
type Show = (type: string, detail: unknown) => void;

/** The events to show: those about the connection, the login and profiles, but not the log. */
const shownEvents = [
  "networkstatus",
  "kickedoffline",
  "usersigexpired",
  "selfinfoupdated",
  "userstatuschanged",
  "userinfochanged",
] as const satisfies readonly (keyof ImSdkEventMap)[];

const endingSignals = ["SIGINT", "SIGTERM"] as const;

/** Logs in, shows what happens, and logs out. */
export const login: Command = {
  summary: "Log in, show the events, and log out on Ctrl-C",
  help:
    `Says whose the user sig is, of which app and until when, logs the user in and prints one line
for each event of the connection, the login and profiles, until Ctrl-C logs the user out; a second
Ctrl-C ends at once. Values that are given by neither a flag nor a variable are asked for on the
terminal.

  --app-id ID       The app's id on the vendor's console; else IMSDK_APP_ID
  --user-id ID      The user; else IMSDK_USER_ID
  --user-sig-stdin  Read the user sig from the first line of standard input; else IMSDK_USER_SIG.
                    No flag takes it: other users could see it in the list of processes
  --library PATH    The native library; else IMSDK_LIBRARY, else what imsdk install has fetched
  --data-dir PATH   The library's data; else imsdk/ID in the user's data directory
  --json            Print one JSON object for each line, { time, type, detail }; an integer beyond
                    2^53 is written whole
  --help            Print this help

The exit code is 0 after Ctrl-C, and 1 when the login fails or another device takes over.`,
  flags: {
    "app-id": { type: "string" },
    "user-id": { type: "string" },
    "user-sig-stdin": { type: "boolean" },
    "library": { type: "string" },
    "data-dir": { type: "string" },
    "json": { type: "boolean" },
  },

  async run(flags) {
    const account = await accountFrom(flags);
    const leave = new AbortController();
    const onSignal = (): void => {
      if (leave.signal.aborted) process.exit(ExitCode.Interrupted);
      leave.abort();
    };
    for (const name of endingSignals) process.on(name, onSignal);
    try {
      await stay(account, flags, leave.signal);
      return ExitCode.Success;
    } finally {
      for (const name of endingSignals) process.off(name, onSignal);
    }
  },
};

/** The session, on a standard output that the library does not print to. */
async function stay(account: Account, flags: Flags, leave: AbortSignal): Promise<void> {
  const { library } = flags;
  const path = locateLibrary(typeof library === "string" ? library : undefined);
  const release = standardOutput.printBy(reserveOutput(await loadAdapter(), path));
  try {
    await logInAndOut(account, flags, leave);
  } finally {
    release();
  }
}

/** The session, from its beginning to its end. */
async function logInAndOut(account: Account, flags: Flags, leave: AbortSignal): Promise<void> {
  const ending = new AbortController();
  onAbort(leave, (reason) => ending.abort(reason));
  const print = flags.json ? printJson : printText;
  const show: Show = (type, detail) => {
    try {
      print(type, detail);
    } catch (error) {
      ending.abort(error); // nobody hears more of this session
    }
  };
  // A sig that cannot be read is shown by the error, if the login fails.
  const sig = decodeUserSig(account.userSig);
  if (typeof sig !== "string") show("usersig", sig);
  const { "library": libraryPath, "data-dir": dataDir } = flags;
  const sdk = await ImSdk.open({
    sdkAppId: BigInt(account.appId),
    ...(typeof libraryPath === "string" ? { libraryPath } : {}),
    ...(typeof dataDir === "string" ? { dataDir } : {}),
  });
  try {
    for (const type of shownEvents) {
      sdk.addEventListener(type, ({ detail }) => show(type, detail));
    }
    sdk.addEventListener("kickedoffline", () => {
      ending.abort(new Error("another device has logged in as this user."));
    });

    await sdk.login(account.userId, account.userSig, { signal: ending.signal });
    show("login", { userId: sdk.loginUserId, sdkVersion: sdk.sdkVersion });
    await new Promise<void>((resolve) => onAbort(ending.signal, () => resolve()));
    if (sdk.loginUserId !== null) await sdk.logout();
    if (!leave.aborted) throw ending.signal.reason;
    print("logout", null);
  } catch (error) {
    // Ctrl-C during the login is a normal end.
    if (!leave.aborted || error !== leave.reason) throw error;
  } finally {
    await sdk.close();
  }
}

// The account

async function accountFrom(flags: Flags): Promise<Account> {
  const questions = new Questions();
  try {
    return await completeAccount(flags, questions);
  } finally {
    questions.close();
  }
}

async function completeAccount(flags: Flags, questions: Questions): Promise<Account> {
  const { IMSDK_APP_ID, IMSDK_USER_ID, IMSDK_USER_SIG } = process.env;
  const given = giver(questions);
  const appId = await given("app id", flags["app-id"] ?? IMSDK_APP_ID, "--app-id or IMSDK_APP_ID");
  if (!/^[1-9]\d*$/.test(appId)) {
    throw new UsageError(`the app id must be a positive integer, but is ${appId}.`);
  }
  const userId = await given(
    "user id",
    flags["user-id"] ?? IMSDK_USER_ID,
    "--user-id or IMSDK_USER_ID",
  );
  const fromInput = flags["user-sig-stdin"] === true && !canAsk();
  const userSig = await given(
    "user sig",
    fromInput ? await firstLineOfInput() : IMSDK_USER_SIG?.trim(),
    "IMSDK_USER_SIG, or --user-sig-stdin and a first line of standard input",
    { secret: true },
  );
  return { appId, userId, userSig };
}

/** Makes the function for a value that was given, or else is asked for on the terminal. */
function giver(questions: Questions) {
  return async (
    name: string,
    value: Flags[string],
    by: string,
    { secret = false } = {},
  ): Promise<string> => {
    const text = value || (canAsk() && await questions.ask(`The ${name}: `, { secret }));
    if (typeof text === "string" && text !== "") return text;
    throw new UsageError(`there is no ${name}. Give it by ${by}.`);
  };
}

// The lines

const printJson: Show = (type, detail) =>
  standardOutput.print(stringifyJson({ time: new Date().toISOString(), type, detail }));

const printText: Show = (type, detail) => {
  const text = detail === null
    ? ""
    : type === "networkstatus"
    ? describeStatus(detail as NetworkStatusDetail)
    : type === "usersig"
    ? describeSig(detail as UserSigInfo)
    : stringifyJson(detail);
  standardOutput.print(`${new Date().toISOString()}  ${type.padEnd(17)}  ${text}`.trimEnd());
};

function describeStatus({ status, code, desc }: NetworkStatusDetail): string {
  const name = Object.entries(NetworkStatus).find(([, value]) => value === status)?.[0] ?? status;
  return code === 0 ? `${name}` : `${name}, ${code} ${JSON.stringify(desc)}`;
}
