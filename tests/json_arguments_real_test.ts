/** JSON on the real library: what it would change is refused, all else comes back as it was sent. */

import { symbols } from "../ffi/generated/symbols.ts";
import type { MessageInput, NativeLibrary } from "../ffi/mod.ts";
import { argumentNames } from "../ffi/table/function_definition.ts";
import { ImSdkError } from "../mod.ts";
import { initialise, NOT_LOGGED_IN, onRealLibrary, openCopy } from "./support/real_library.ts";
import { assert, assertEquals, assertRejects } from "./support/testing.ts";

const { runs, describe, it } = onRealLibrary(import.meta.url);

type Call = (...args: readonly unknown[]) => unknown;

const library = runs ? await openCopy() : undefined;
if (library) {
  await initialise(library);
  // Bound before the first test, for the sanitizer.
  for (const name of Object.keys(symbols)) {
    const call = (library.api as unknown as Record<string, Call>)[name]!;
    try {
      // Too many arguments: each is bound, and none is called.
      await call(...Array.from({ length: 20 }));
    } catch {
      // As expected.
    }
  }
  // TIMInit finishes on a thread of the library's own, so a first request may come too early.
  for (let tries = 0; tries < 1_000; tries++) {
    if (await sendAndReceive(library, {}).then(() => true, () => false)) break;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** What the library makes of a message: it answers with it, as nobody is logged in. */
async function sendAndReceive(library: NativeLibrary, message: unknown): Promise<unknown> {
  const sending = library.api.TIMMsgSendMessage("bob", 1, message as MessageInput);
  const { code, result } = await assertRejects(() => sending, ImSdkError);
  assertEquals(code, NOT_LOGGED_IN);
  return result;
}

const text = (content: string): object => ({ elem_type: 0, text_elem_content: content });

describe("JSON on the real library", () => {
  for (
    const [title, message] of Object.entries({
      "several texts": {
        message_elem_array: [text("first"), text("👍 \0\u0001\u2028"), text("爱")],
      },
      "the largest numbers": { message_custom_int: 2 ** 31 - 1, message_server_time: 2 ** 53 - 1 },
      "the smallest number": { message_custom_int: -(2 ** 31) },
    })
  ) {
    it(`comes back as it was sent: ${title}`, async () => {
      const received = await sendAndReceive(library!, message) as Record<string, unknown>;
      for (const [key, value] of Object.entries(message)) assertEquals(received[key], value);
    });
  }

  it("comes back whole when its text has characters as escapes", async () => {
    const json = '{"message_elem_array":[{"elem_type":0,"text_elem_content":"a \\ud83d\\ude00"}]}';
    const received = await sendAndReceive(library!, json);
    const { message_elem_array } = received as { message_elem_array: unknown };
    assertEquals(message_elem_array, [text("a 😀")]);
  });

  it("is refused where the library would change it, in every argument of every function", async () => {
    let checked = 0;
    for (const [name, definition] of Object.entries(symbols)) {
      const names = argumentNames(definition);
      const kinds = new Map<string, unknown>(definition.parameters);
      for (const parameter of names) {
        if (kinds.get(parameter) !== "json") continue;
        const args = names.map((name) =>
          name === parameter ? [["x\ud83d"]] : example(kinds.get(name))
        );
        const call = async (): Promise<unknown> =>
          await (library!.api as unknown as Record<string, Call>)[name]!(...args);
        await assertRejects(
          call,
          TypeError,
          `Cannot call ${name}: ${parameter}[0][0] must be well`,
        );
        checked++;
      }
    }
    assert(checked > 100, `${checked} arguments`);
  });
});

/** An argument of each kind that C takes. */
function example(kind: unknown): unknown {
  if (kind === "string" || kind === "json") return null;
  return kind === "bool" ? false : 0;
}
