/**
 * Uses a session, with all its features, on a library that calls back on the main thread, and
 * prints how much CPU time it takes while idle.
 *
 * @module
 */

import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { NetworkStatus } from "../../mod.ts";
import { controlStandIn, openSession } from "./session.ts";

const IDLE_MS = 1_000;
const EVENTS = 1_000;

const standIn = await controlStandIn();
const sdk = await openSession();
const online = sdk.connected();
standIn.emit("network", { a: NetworkStatus.Connected });
await online;

for (const user of ["alice", "bob"]) {
  await sdk.login(user, "sig");
  console.log(`${sdk.loginUserId} is logged in`);
  await sdk.logout();
}

standIn.set({ "login.time": 3_600_000 });
const login = sdk.login("carol", "sig").catch(({ name }: Error) => name);
await setTimeout(10);
await sdk.logout();
console.log(`carol: ${await login}`);

const log = sdk.events("log");
standIn.emit("log", { text: "line", count: EVENTS });
for (let n = 0; n < EVENTS; n++) await log.next();
console.log(`${EVENTS} events`);

await setTimeout(200);
const before = process.cpuUsage();
await setTimeout(IDLE_MS);
const { user, system } = process.cpuUsage(before);
console.log(`idle: ${Math.round((user + system) / 1000)} ms of ${IDLE_MS}`);

await sdk.close();
console.log("closed");
