// @ts-check
/** Tests node_script.mjs: node --test node_script_test.mjs */

import { match, strictEqual } from "node:assert";
import process from "node:process";
import { test } from "node:test";
import { openFake } from "@imsdk/ffi/testing";
import { logInAndOut } from "./node_script.mjs";

test("the script says who is logged in", async (t) => {
  const { sdk } = await openFake();
  t.after(() => sdk.close());
  match(await logInAndOut(sdk, "alice", "sig"), /^alice is logged in/);
  strictEqual(sdk.loginUserId, null);
});

test("the script says why a login has failed, and ends with 1", async (t) => {
  const { sdk, fake } = await openFake();
  t.after(() => sdk.close());
  fake.failLogin(70020, "no such app");
  const told = await logInAndOut(sdk, "alice", "sig");
  match(told, /^TIMLogin has failed: .* no such app$/);
  strictEqual(process.exitCode, 1);
  process.exitCode = 0;
});
