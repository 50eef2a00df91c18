/**
 * Everything that a session does: opens it, logs in, hears of an event, logs out and closes it.
 *
 * @module
 */

import { controlStandIn, openSession } from "./session.ts";

const sdk = await openSession();
const standIn = await controlStandIn();
const events = sdk.events("networkstatus");
await sdk.login("alice", "sig");
standIn.emit("network");
const { value: event } = await events.next();
console.log(sdk.loginUserId, "got", event?.type);
await sdk.logout();
await sdk.close();
console.log("done");
