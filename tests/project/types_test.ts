/**
 * What the generated types let through, and what they refuse, by the messages of the compiler.
 */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../scripts/runtimes.ts";
import { atEnd } from "../support/at_end.ts";
import { checkTypes } from "../support/block_checker.ts";
import { codeBlocks } from "../support/documents.ts";
import { assert, assertEquals, assertStringIncludes, describe, it } from "../support/testing.ts";

const project = mkdtempSync(join(tmpdir(), "imsdk-types-"));
await atEnd(() => rmSync(project, { recursive: true, force: true, maxRetries: 3 }));

const imports = `
import type { ElemInput, ImSdk, Message, MessageInput } from "@imsdk/ffi";
import { type Fake, type FakeSession, openFake } from "@imsdk/ffi/testing";
import { type NativeLibrary, TIMConvType, TIMElemType } from "@imsdk/ffi/native";
declare const sdk: ImSdk;
declare const native: NativeLibrary;
declare const fake: Fake;
declare const received: Message;
const { kTIMConv_C2C } = TIMConvType;
const { kTIMElem_Text, kTIMElem_Image, kTIMElem_GroupTips } = TIMElemType;
export const used: unknown = [kTIMConv_C2C, kTIMElem_Text, kTIMElem_Image, kTIMElem_GroupTips];
export const open: () => Promise<FakeSession> = openFake;
`;

/** Code, and what the compiler says of it; nothing if it is right. */
const cases: readonly (readonly [name: string, code: string, error?: string])[] = [
  [
    "name the nearest function",
    `await sdk.api.TIMMsgSendMesage("bob", kTIMConv_C2C, { message_elem_array: [] });`,
    "Did you mean 'TIMMsgSendMessage'?",
  ],
  [
    "leave to the session what it calls by itself",
    `sdk.api.TIMLogin("alice", "sig");`,
    "Property 'TIMLogin' does not exist on type 'SessionApi'",
  ],
  [
    "leave to the session what sets a listener",
    `sdk.api.TIMAddRecvNewMsgCallback(() => {});`,
    "Property 'TIMAddRecvNewMsgCallback' does not exist on type 'SessionApi'",
  ],
  [
    "have all functions in ./native",
    `await native.api.TIMLogin("alice", "sig");
     native.api.TIMAddRecvNewMsgCallback((messages) => messages?.[0]?.message_sender)();
     native.api.TIMGetLoginStatus();`,
  ],
  [
    "type the handler of a fake's answer by its function",
    `fake.answer("TIMMsgSendMessage", (convId, type, message) => ({
       message_elem_array: [],
       ...message,
       message_conv_id: convId ?? "",
       message_conv_type: type,
     }));
     fake.answer("TIMMsgSendMessage", async () => 6015);
     fake.answer("TIMGetServerTime", () => 1n);
     fake.answer("TIMLogin", (userId, userSig) => userId === userSig ? 70001 : null);
     for (const call of fake.calls) {
       if (call.name === "TIMMsgSendMessage") call.args[2]?.message_elem_array.at(0);
     }`,
  ],
  [
    "refuse an answer of another function",
    `fake.answer("TIMGetServerTime", () => "noon");`,
    "Type 'string' is not assignable to type 'bigint'",
  ],
  [
    "refuse an answer that is not whole",
    `fake.answer("TIMMsgSendMessage", () => ({ message_sender: "bob" }));`,
    "Property 'message_elem_array' is missing in type",
  ],
  [
    "refuse an argument of another type in a fake's handler",
    `fake.answer("TIMMsgSendMessage", (convId: number) => convId);`,
    "Type 'null' is not assignable to type 'number'",
  ],
  [
    "refuse to answer what sets a listener",
    `fake.answer("TIMAddRecvNewMsgCallback", () => null);`,
    "not assignable to parameter of type 'FakeFunctionName'",
  ],
  [
    "type the details of the events that a fake sends",
    `await fake.emit("receivenewmessage", [received]);
     await fake.emit("kickedoffline", null);
     await fake.emit("networkstatus", { status: 0, code: 0, desc: "" });
     await fake.emit("sessionlost", { userId: "alice", error: new Error("no sig") });`,
  ],
  [
    "refuse the detail of another event",
    `await fake.emit("networkstatus", [received]);`,
    "is not assignable to parameter of type 'NetworkStatusDetail'",
  ],
  [
    "refuse an event that there isn't",
    `await fake.emit("newmessage", [received]);`,
    "not assignable to parameter of type",
  ],
  [
    "refuse a state that no connection has",
    `await fake.setNetwork("online");`,
    "is not assignable to parameter of type 'ConnectionState'",
  ],
  [
    "name the nearest option",
    `await sdk.api.TIMConvGetConvList({ timout: 1 });`,
    "Did you mean to write 'timeout'?",
  ],
  [
    "take what can be set of a message",
    `await sdk.api.TIMMsgSendMessage("bob", kTIMConv_C2C, {
       message_elem_array: [
         { elem_type: kTIMElem_Text, text_elem_content: "Hello" },
         { elem_type: kTIMElem_Image, image_elem_orig_path: "picture.png", image_elem_level: 0 },
       ],
       message_cloud_custom_str: "data",
     });`,
  ],
  [
    "refuse a read-only key of a message",
    `export const sent: MessageInput = { message_elem_array: [], message_unique_id: 1 };`,
    "'message_unique_id' does not exist in type 'MessageInput'",
  ],
  [
    "refuse a read-only key of an element",
    `export const sent: ElemInput = {
       elem_type: kTIMElem_Image,
       image_elem_orig_path: "picture.png",
       image_elem_level: 0,
       image_elem_orig_url: "https://example.com/picture.png",
     };`,
    "'image_elem_orig_url' does not exist in type",
  ],
  [
    "refuse a read-only key in a list of a parameter",
    `await sdk.api.TIMGroupCreate({
       create_group_param_group_name: "group",
       create_group_param_group_member_array: [{
         group_member_info_identifier: "bob",
         group_member_info_join_time: 1,
       }],
     });`,
    "'group_member_info_join_time' does not exist in type 'GroupMemberInfoInput'",
  ],
  [
    "refuse what a notice of a group says",
    `export const sent: ElemInput = {
       elem_type: kTIMElem_GroupTips,
       group_tips_elem_group_id: "group",
     };`,
    "'group_tips_elem_group_id' does not exist in type",
  ],
  [
    "take a message that was received, whole",
    `await sdk.api.TIMMsgSendMessage("bob", kTIMConv_C2C, received);
     await sdk.api.TIMMsgSendMessage("bob", kTIMConv_C2C, {
       message_elem_array: received.message_elem_array,
     });`,
  ],
  [
    "take all keys of a message that there is",
    `await sdk.api.TIMMsgRevoke("bob", kTIMConv_C2C, {
       message_elem_array: [],
       message_msg_id: "1",
       message_seq: 1n,
     });`,
  ],
  [
    "have no keys of other elements",
    `export const sent: ElemInput = { elem_type: kTIMElem_Text, file_elem_file_path: "file" };`,
    "'file_elem_file_path' does not exist in type",
  ],
];

const blocks = cases.map(([, code], index) =>
  codeBlocks(`case${index}.md`, `\`\`\`ts\n${imports}${code}\n\`\`\`\n`)[0]!
);
const found = checkTypes(blocks, "deno", project);

describe("the generated types", () => {
  cases.forEach(([name, , error], index) => {
    it(name, () => {
      const told = found.get(blocks[index]!);
      if (error === undefined) assertEquals(told, undefined);
      else assertStringIncludes(told ?? "", error);
    });
  });
});

describe("the types of mod.ts", () => {
  const names = (path: string): readonly string[] =>
    [...readFileSync(join(root, path), "utf8").matchAll(/^export (?:type )?\{([^}]*)\}/gm)]
      .flatMap(([, list]) => list!.split(",").map((name) => name.trim().replace(/.* as /, "")))
      .filter((name) => name !== "");

  it("are not hidden by others of the same name", () => {
    const generated = names("ffi/generated/session_types.ts");
    assert(generated.includes("Message"));
    assertEquals(names("mod.ts").filter((name) => generated.includes(name)), []);
  });
});
