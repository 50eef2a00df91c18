/** How the generator reads C: on small headers, right and wrong. */

import { buildModel } from "../../scripts/headers/build_model.ts";
import { declarationsOf, parseDeclaration } from "../../scripts/headers/c_declarations.ts";
import { enumeratorsOf } from "../../scripts/headers/c_enumerators.ts";
import { changesOf } from "../../scripts/headers/changes.ts";
import type { Corrections } from "../../scripts/headers/corrections.ts";
import { checkDescriptions, type Descriptions } from "../../scripts/headers/descriptions.ts";
import { eventName } from "../../scripts/headers/event_names.ts";
import type { Model } from "../../scripts/headers/model.ts";
import { assertEquals, assertThrows, describe, it } from "../support/testing.ts";

const none: Corrections = {
  references: {},
  valueSections: {},
  keys: {},
  cTypes: {},
  access: {},
  whole: {},
  optionalKeys: {},
  parameters: {},
  elements: {},
  nonblocking: {},
  progress: {},
  answers: [],
};

function read(source: string, corrections: Partial<Corrections> = {}): Model {
  return buildModel(new Map([["test.h", source]]), { ...none, ...corrections });
}

const callback = "typedef void (*TIMCommCallback)(int32_t code, const char* json_params, " +
  "const void* user_data);";

describe("declarations", () => {
  it("are parsed, whatever is between them", () => {
    const source = `
      #ifdef __cplusplus
      extern "C" {
      #endif
      #define LONG \\
        int;
      /* int no; */ // int no;
      enum /* what */ Colour { Red, // int no;
        Green };
      static const char* kKey = "a;b//c";
      TIM_API const char *TIMGet ( enum Colour  colour ,
                                   void (*notThis) );
      #ifdef __cplusplus
      }
      #endif`;
    assertEquals(declarationsOf("test.h", source).map(({ text }) => text), [
      "enum Colour { Red, Green }",
      'static const char* kKey = "a;b//c"',
      "TIM_API const char *TIMGet ( enum Colour colour , void (*notThis) )",
    ]);
  });

  it("have the comments before them", () => {
    const [first, second] = declarationsOf(
      "test.h",
      "// far\n/**\n * @param a A\n */\n// near\nint a;\n// of b\nint b;",
    );
    assertEquals(first?.documentation.map((line) => line.trim()), ["", "@param a A", ""]);
    assertEquals(first?.comment, ["near"]);
    assertEquals(second?.documentation, []);
    assertEquals(second?.comment, ["of b"]);
  });

  it("are parsed, or refused", () => {
    const parse = (text: string): unknown => {
      const [declaration] = declarationsOf("test.h", text);
      return parseDeclaration(declaration!);
    };
    assertEquals(parse("TIM_DECL int TIMSet(const char * text, enum Colour c, void* p);"), {
      kind: "function",
      name: "TIMSet",
      result: "int",
      parameters: [
        { type: "const char*", name: "text" },
        { type: "Colour", name: "c" },
        { type: "void*", name: "p" },
      ],
    });
    assertEquals(parse("TIM_API const char* TIMGet(void);"), {
      kind: "function",
      name: "TIMGet",
      result: "const char*",
      parameters: [],
    });
    assertThrows(() => parse("int variable;"), Error, 'test.h: what is "int variable"?');
    assertThrows(() => parse("TIM_API int TIMSet(int);"), Error, 'the parameter "int" has no name');
    assertThrows(() => declarationsOf("test.h", "enum E { A }"), Error, "has no end");
  });
});

describe("enumerators", () => {
  it("count on, and are computed as C does", () => {
    const values = (body: string): readonly number[] =>
      enumeratorsOf(body, new Map([["Known", 40]])).map(({ value }) => value);
    assertEquals(values(" A, B , C = 7, D,"), [0, 1, 7, 8]);
    assertEquals(values("A = -1, B, C = 0x0A, D = 0X1F, E = 3UL"), [-1, 0, 10, 31, 3]);
    assertEquals(values("A = 0x01 << 4, B = 0x1L << 6, C = A | B, D = (A | 1) << 1"), [
      16,
      64,
      80,
      34,
    ]);
    assertEquals(values("A = Known, B = ~0, C = 1 << 31"), [40, -1, -2147483648]);
  });

  it("are refused when they can't be computed", () => {
    for (const body of ["A = Unknown", "A = 1 +", "A = 1 2", "A = 1 << 32", "A = (1", "A = 1.5"]) {
      assertThrows(() => enumeratorsOf(body), Error, "can't be computed");
    }
    assertThrows(() => enumeratorsOf("A B"), Error, 'What is the enumerator "A B"?');
  });
});

describe("functions", () => {
  it("have kinds and types", () => {
    const { functions, callbacks } = read(`${callback}
      enum Colour { Red };
      // 1.1 Thing (about)
      // string, 读写(必填), text
      static const char* kThing = "thing";
      /**
       * @param json_thing @ref Thing
       * @param json_thing_array @ref Thing
       * @param buffer 128 字节
       *
       * __回调 (@ref Thing)__
       * @code{.json}
       * [ {} ]
       * @endcode
       */
      TIM_API int TIMDo(uint64_t id, Colour colour, bool is, const char* name,
        const char* json_thing, const char* json_thing_array, const char* user_id_list,
        char* buffer, TIMCommCallback first_cb, TIMCommCallback cb, const void* user_data);`);
    const [declared] = functions;
    assertEquals(declared?.parameters.map(({ kind, type }) => [kind, type]), [
      ["u64", "number | bigint"],
      ["i32", "Colour"],
      ["bool", "boolean"],
      ["string", "string | null"],
      ["json", "Thing | JsonText"],
      ["json", "readonly Thing[] | JsonText"],
      ["json", "readonly string[] | JsonText"],
      [{ outBytes: 128 }, "string"],
      ["FirstTIMCommCallback", "never"],
      ["TIMCommCallback", "never"],
      ["user_data", "never"],
    ]);
    assertEquals(declared?.answers, ["unknown", "readonly Thing[]"]);
    assertEquals(callbacks.map(({ name }) => name), ["TIMCommCallback", "FirstTIMCommCallback"]);
  });

  it("that add a listener name the one that removes it", () => {
    const { functions } = read(`${callback}
      TIM_API void TIMAddACallback(TIMCommCallback cb, const void* user_data);
      TIM_API void TIMRemoveACallback(TIMCommCallback cb);`);
    assertEquals(functions.map(({ removedBy }) => removedBy), ["TIMRemoveACallback", undefined]);
  });

  it("are refused when something in them isn't understood", () => {
    const refused = (source: string, message: string): unknown =>
      assertThrows(() => read(source), Error, message);
    refused(
      "TIM_API int TIMDo(char* buffer);",
      "TIMDo.buffer is a buffer of unknown size.",
    );
    refused("TIM_API int TIMDo(float a);", "TIMDo.a is of the unknown type float.");
    refused("TIM_API float TIMDo(void);", "TIMDo returns the unknown type float.");
    refused(
      "/** @param json_a @ref Nowhere */ TIM_API int TIMDo(const char* json_a);",
      "TIMDo.json_a refers to Nowhere, which isn't declared.",
    );
    refused("typedef void (*TIMACallback)(int a);", "TIMACallback doesn't end in user_data.");
  });
});

describe("keys", () => {
  it("have the type, the access and the need that their comments say", () => {
    const { structures } = read(`
      enum Colour { Red };
      //-----
      // 1.1 Thing (about)
      // @note anything
      // string, 读写(必填), text
      static const char* kA = "a";
      // uint @ref Colour, 只读，text
      static const char* kB = "b";
      // array uint64, 只写（选填）, text
      static const char* kC = "c";
      // 2.1 Other(about)
      // object @ref Thing, 只读(必填), text
      static const char* kD = "d";
      // 3.1 Thing (已废弃)
      // int [codes](https://example.com), 只写, text
      static const char* kE = "e";`);
    assertEquals(structures.map(({ name }) => name), ["Thing", "Other"]);
    const members = structures.flatMap(({ properties }) =>
      properties.map(({ key, type, access, isRequired, isObsolete }) =>
        [key, type, access, isRequired, isObsolete] as const
      )
    );
    assertEquals(members, [
      ["a", "string", "read and write", true, false],
      ["b", "Colour", "read", false, false],
      ["c", "readonly Integer[]", "write", false, false],
      ["e", "number", "write", false, true],
      ["d", "Thing", "read", false, false],
    ]);
  });

  it("are refused when their comments don't say it", () => {
    const refused = (lines: string, message: string): unknown =>
      assertThrows(() => read(`${lines}\nstatic const char* kA = "a";`), Error, message);
    refused("// string, 只读", "kA stands below no heading that names a structure.");
    refused("// 1.1 A(a)\n// nothing", "kA has no description of its type.");
    refused("// 1.1 A(a)\n// float, 只读", "kA has no description of its type.");
    refused("// 1.1 A(a)\n// object, 只读", "kA is an object without a name.");
    refused("// 1.1 A(a)\n// uint @ref B, 只读", "kA is of the type B, which isn't declared.");
  });

  it("are corrected, and no correction is left over", () => {
    const source = '// 1.1 A(a)\n// bool, 只读\nstatic const char* kA = "a";';
    const correction = { type: "string", reason: "a test" };
    const { structures } = read(source, { keys: { kA: correction } });
    assertEquals(structures[0]?.properties[0]?.type, "string");
    assertThrows(
      () => read(source, { keys: { kB: correction } }),
      Error,
      "keys.kB is a correction of nothing.",
    );
  });
});

describe("what is sent", () => {
  const header = (notes = "") =>
    `${callback}
      enum TIMElemType { kTIMElem_Text, kTIMElem_Notice };
      // 1.1 TextElem (about)
      // string, 读写, text
      static const char* kText = "text";
      // string, 只读, text
      static const char* kLength = "length";
      // 1.2 NoticeElem (about)
      // string, 只读, text
      static const char* kNotice = "notice";
      // 1.3 Message (about)
      // array elem, 读写(必填), text
      static const char* kElems = "elems";
      // uint64, 只读, text
      static const char* kSeq = "seq";
      // object @ref Message, 只写, text
      static const char* kQuoted = "quoted";
      // 1.4 Parameters (about)
      // array @ref Message, 只写, text
      static const char* kMessages = "messages";
      // 1.5 Plain (about)
      // string, 读写, text
      static const char* kPlain = "plain";
      /** @param json_message @ref Message */
      TIM_API int TIMSend(const char* json_message);
      /** @param json_message @ref Message */
      TIM_API int TIMRevoke(const char* json_message);
      /** @param json_parameters @ref Parameters */
      TIM_API int TIMSendAll(const char* json_parameters);
      /** @param json_plain @ref Plain */
      TIM_API int TIMKeep(const char* json_plain);
      ${notes}`;
  const reason = "a test";
  const corrections = { whole: { "TIMRevoke.json_message": { reason }, kQuoted: { reason } } };

  it("has no read-only keys, wherever they are in it", () => {
    const { inputs, elementInputs, functions } = read(header(), corrections);
    const keys = inputs.map(({ inputOf, name, properties }) => [
      inputOf,
      name,
      properties.map(({ key, type }) => `${key}: ${type}`).join(),
    ]);
    assertEquals(keys, [
      ["TextElem", "TextElemInput", "text: string"],
      ["Message", "MessageInput", "elems: readonly ElemInput[],quoted: Message"],
      ["Parameters", "ParametersInput", "messages: readonly MessageInput[]"],
    ]);
    assertEquals(elementInputs, [
      { enumerator: "kTIMElem_Text", structure: "TextElemInput" },
      { enumerator: "kTIMElem_Notice", structure: undefined },
    ]);
    assertEquals(functions.map(({ name, parameters: [first] }) => [name, first?.type]), [
      ["TIMSend", "MessageInput | JsonText"],
      ["TIMRevoke", "Message | JsonText"],
      ["TIMSendAll", "ParametersInput | JsonText"],
      ["TIMKeep", "Plain | JsonText"],
    ]);
  });

  it("has the keys that are only said to be read-only", () => {
    const { inputs } = read(header(), {
      ...corrections,
      access: { kSeq: { access: "read and write", reason } },
    });
    const message = inputs.find(({ name }) => name === "MessageInput");
    assertEquals(message?.properties.map(({ key }) => key), ["elems", "seq", "quoted"]);
  });

  it("has at least one key", () => {
    const notes =
      "/** @param json_notice @ref NoticeElem */ TIM_API int TIMNote(const char* json_notice);";
    assertThrows(
      () => read(header(notes), corrections),
      Error,
      "NoticeElemInput is sent, but no key of it can be set.",
    );
  });
});

describe("descriptions", () => {
  const model = read(`${callback}
    enum Colour { Red, Green };
    // 1.1 Thing (about)
    // string, 读写, text
    static const char* kThing = "thing";
    TIM_API int TIMDo(const char* name);
    TIM_API void TIMSetACallback(TIMCommCallback cb, const void* user_data);`);
  const complete: Descriptions = {
    functions: { TIMDo: "Does it." },
    parameters: { "TIMDo.name": "What" },
    events: { TIMSetACallback: "it has happened" },
    enumerations: { Colour: { about: "A colour.", values: { Red: "Red.", Green: "Green." } } },
    structures: { Thing: "A thing." },
  };
  const refused = (changes: Partial<Descriptions>, ...problems: readonly string[]): void => {
    const error = assertThrows(() => checkDescriptions(model, { ...complete, ...changes }), Error);
    assertEquals(
      error.message.split("\n"),
      problems.map((problem) => `The description of the ${problem}.`),
    );
  };

  it("are of all that is declared", () => {
    checkDescriptions(model, complete);
    refused({ functions: {} }, "function TIMDo is missing");
    refused({ events: {} }, "event TIMSetACallback is missing");
    refused({ structures: {} }, "structure Thing is missing");
    refused(
      { enumerations: { Colour: { about: "A colour.", values: { Red: "Red." } } } },
      "value Green is missing",
    );
    refused(
      { enumerations: {} },
      "enumeration Colour is missing",
      "value Red is missing",
      "value Green is missing",
    );
  });

  it("are of nothing else", () => {
    const left = "is of nothing that the headers declare";
    refused(
      { functions: { ...complete.functions, TIMSetACallback: "Sets it." } },
      `function TIMSetACallback ${left}`,
    );
    refused({ parameters: { nam: "What" } }, `parameter nam ${left}`);
    refused({ parameters: { "TIMDont.name": "What" } }, `parameter TIMDont.name ${left}`);
    refused(
      { structures: { ...complete.structures, Other: "Another." } },
      `structure Other ${left}`,
    );
  });
});

describe("names of events", () => {
  for (
    const [setter, name] of [
      ["TIMAddRecvNewMsgCallback", "receivenewmessage"],
      ["TIMSetMsgReadedReceiptCallback", "messagereadreceipt"],
      ["TIMSetOnAddFriendCallback", "addfriend"],
      ["TIMSetNetworkStatusListenerCallback", "networkstatus"],
      ["TIMSetConvConversationsAddedToGroupCallback", "conversationsaddedtogroup"],
      ["TIMSetCommunityReceiveTopicRESTCustomDataCallback", "communityreceivetopicrestcustomdata"],
    ] as const
  ) it(`${setter} makes ${name}`, () => assertEquals(eventName(setter), name));
});

describe("changes", () => {
  it("are listed by declaration", () => {
    const file = (...members: readonly string[]): string =>
      `export interface A {\n${members.map((member) => `  /** C */\n  ${member}`).join("\n")}\n}\n`;
    const path = "ffi/generated/json_shapes.ts";
    const before = file("readonly a?: string;", "readonly b?: string;");
    assertEquals(changesOf({ path, text: before.replaceAll("/** C */", "/** D */") }, before), []);
    assertEquals(
      changesOf({ path, text: file("readonly b?: number;", "readonly c?: string;") }, before),
      [
        { what: "removed", kind: "key", name: "A.a" },
        {
          what: "changed",
          kind: "key",
          name: "A.b",
          before: "readonly b?: string;",
          after: "readonly b?: number;",
        },
        { what: "added", kind: "key", name: "A.c" },
      ],
    );
  });

  it("include names that are exported from another file", () => {
    const path = "ffi/generated/session_types.ts";
    const file = (names: string): string => `export type { ${names} } from "./json_shapes.ts";\n`;
    const lines = (names: string): string => file(names).replaceAll(/[{,] /g, "$&\n  ");
    assertEquals(changesOf({ path, text: lines("A, C") }, lines("A, B")), [
      { what: "removed", kind: "type of a session", name: "B" },
      { what: "added", kind: "type of a session", name: "C" },
    ]);
  });
});
