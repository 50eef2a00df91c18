/**
 * Prints everything of a session that a sig could leak into: the events of a login, every error,
 * and the session itself.
 *
 * @module
 */

import { inspect } from "node:util";
import { type ImSdkEventType, LogLevel } from "../../mod.ts";
import { until } from "../../scripts/until.ts";
import { args, controlStandIn, openSession } from "./session.ts";

const [userSig = ""] = args;

const standIn = await controlStandIn();
const sdk = await openSession({ logLevel: LogLevel.Test, callTimeout: 200 });

let heard = 0;
const types: readonly ImSdkEventType[] = [
  "networkstatus",
  "kickedoffline",
  "usersigexpired",
  "log",
  "signalinginviteeaccepted",
  "selfinfoupdated",
];
for (const type of types) {
  sdk.addEventListener(type, (event) => {
    heard++;
    console.log(type, inspect(event.detail), event);
  });
}

function tell(error: Error): void {
  console.log(String(error), error.stack, JSON.stringify(error));
  console.error(error);
}

/** Every way in which a login can fail, with a library that repeats the sig. */
standIn.set({
  "TIMLogin.desc": `the sig ${userSig} of alice is bad`,
  "TIMLogin.json": JSON.stringify({ given: [{ sig: userSig, [userSig]: 1 }] }),
});
for (
  const behaviour of [{ code: 70003 }, { code: 6206 }, { return: -4 }, { return: 0, times: 0 }]
) {
  for (const [key, value] of Object.entries(behaviour)) standIn.set({ [`TIMLogin.${key}`]: value });
  await sdk.login("alice", userSig).catch(tell);
}
standIn.set({ "TIMLogin.code": 0, "TIMLogin.times": 1 });
await sdk.login("alice", `${userSig}\0`).catch(tell);
await sdk.login("alice", userSig, { signal: AbortSignal.abort() }).catch(tell);
await sdk.login("alice", userSig);
await sdk.login("bob", userSig).catch(tell);

const atLogin = heard;
standIn.emit("log", { a: 4, text: `TIMLogin alice ${userSig}, and ${userSig} again` });
standIn.emit("network", { a: 3, b: 70003, text: `closed for ${userSig}` });
standIn.emit("kicked");
standIn.send("TIMSetSignalingInviteeAcceptedCallback", ["1", "bob", `by ${userSig}`]);
const profile = { [userSig]: 1, list: [userSig, { [`of ${userSig}`]: `is ${userSig}` }] };
standIn.emit("self_info", { text: JSON.stringify(profile) });
await until(() => heard >= atLogin + 5);

console.log(sdk);
console.error(inspect(sdk, { depth: 9, showHidden: true }));
await sdk.close();
await sdk.login("alice", userSig).catch(tell);
console.log(`heard ${heard}`);
