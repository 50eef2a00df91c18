/**
 * Checks the documents: the English and the Chinese ones say the same, commands, files, links and
 * anchors exist, no address is a stranger's, and what is listed agrees with the code.
 */

import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import config from "../../deno.json" with { type: "json" };
import { errorNames } from "../../ffi/generated/error_names.ts";
import { symbols } from "../../ffi/generated/symbols.ts";
import { filesBelow } from "../../scripts/files_below.ts";
import { root } from "../../scripts/runtimes.ts";
import { libraryEvents } from "../../ffi/generated/listeners.ts";
import { COMMAND, type Context, problemOf } from "../support/command_checker.ts";
import {
  anchorOf,
  type CodeBlock,
  codeBlocks,
  codeSpans,
  commands,
  contentOf,
  documentationOf,
  documents,
  headings,
  links,
  pagesOf,
  type Piece,
  tables,
  translated,
  withoutComments,
} from "../support/documents.ts";
import { VERSION } from "../../src/cli/version.ts";
import { publicNames } from "../support/public_api.ts";
import { assert, assertEquals, assertMatch, describe, it } from "../support/testing.ts";

const [english, chinese] = ["README.md", "README.zh-CN.md"].map(contentOf) as [string, string];

/** Only the cells' code, which is not translated. */
function codeOf(cell: string): string[] {
  return codeSpans(cell).map(({ text }) => text);
}

it("the imsdk command has the version of deno.json", () => assertEquals(VERSION, config.version));

describe("the documents for users", () => {
  it("are in English and in Chinese", () => {
    assertEquals(pagesOf("docs/zh-CN"), pagesOf("docs"));
    assert(translated.length > 10);
  });

  it("have at most 200 lines in each README", () => {
    const lines = [english, chinese].map((text) => text.trimEnd().split("\n").length);
    assertEquals(lines.filter((count) => count > 200), []);
  });
});

for (const pair of translated) {
  describe(`${pair.english} and ${pair.chinese}`, () => {
    const texts = { english: contentOf(pair.english), chinese: contentOf(pair.chinese) };
    const both = <Value>(read: (text: string, file: string) => Value): [Value, Value] => [
      read(texts.chinese, pair.chinese),
      read(texts.english, pair.english),
    ];
    const sections = (text: string): string[] => text.split(/\n(?=#)/);
    const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();

    it("have the same headings, in number, depth and order, with the same code", () => {
      assertEquals(
        ...both((text) => headings(text).map(({ depth, text }) => [depth, ...codeOf(text)])),
      );
    });

    it("have the same tables, with the same code in every cell", () => {
      assertEquals(
        ...both((text) => tables(text).map((rows) => rows.map((row) => row.map(codeOf)))),
      );
    });

    it("have the same code blocks but for the comments", () => {
      const codeOf = ({ language, code }: CodeBlock): unknown => [language, withoutComments(code)];
      assertEquals(...both((text) => codeBlocks("", text).map(codeOf)));
    });

    it("have the same code between the words, section by section", () => {
      assertEquals(
        ...both((text) =>
          sections(text).map((section) => sorted(codeSpans(section).map(({ text }) => text)))
        ),
      );
    });

    it("link to the same pages, section by section, each in its own language", () => {
      const pages = (text: string, file: string): string[][] =>
        sections(text).slice(1).map((section) =>
          sorted(links(section).map((link) => inEnglish(targetOf(file, link.text))))
        );
      assertEquals(...both(pages));
      const foreign = links(texts.chinese).map(({ text }) => targetOf(pair.chinese, text))
        .filter((target) => translated.some(({ english }) => english === target));
      assertEquals(foreign, [pair.english]);
    });

    it("link to each other", () => {
      const [inChinese, inEnglish] = both((text, file) =>
        links(text).map((link) => targetOf(file, link.text))
      );
      assert(inEnglish.includes(pair.chinese));
      assert(inChinese.includes(pair.english));
    });
  });
}

/** What a link leads to: a page of the vendor's, another address, or a file of this project. */
function targetOf(from: string, link: string): string {
  // The vendor's pages have other addresses in Chinese.
  if (/^https:.*\/document\//.test(link)) return "the vendor's documentation";
  if (link.startsWith("https:")) return link;
  const [path] = link.split("#");
  return path === "" ? from : normalize(join(dirname(from), path!));
}

/** The English page that says the same, if a file is a Chinese one. */
function inEnglish(file: string): string {
  return translated.find(({ chinese }) => chinese === file)?.english ?? file;
}

describe("the links of a document", () => {
  for (const file of documents) {
    it(`exist: ${file}`, () => {
      const dead = links(contentOf(file)).filter(({ text }) => !leadsSomewhere(file, text));
      assertEquals(dead, []);
    });
  }

  it("are reported when dead or a stranger's", () => {
    const dead = ["no-such-file.md", "#no-such-heading", "mod.ts#main", "CHANGELOG.md#no"];
    for (const link of [...dead, "https://example.com/", "http://koffi.dev/", "mailto:me"]) {
      assertEquals(leadsSomewhere("README.md", link), false, link);
    }
  });
});

/** Whose pages the documents link to. Links are not followed, because the tests run offline too. */
const hosts = [
  "cloud.tencent.com",
  "www.tencentcloud.com",
  "koffi.dev",
  "semver.org",
];

function leadsSomewhere(from: string, link: string): boolean {
  if (URL.canParse(link)) {
    const { protocol, host } = new URL(link);
    return protocol === "https:" && hosts.includes(host);
  }
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? from : normalize(join(dirname(from), path));
  if (!existsSync(join(root, target))) return false;
  if (anchor === undefined) return true;
  return target.endsWith(".md") &&
    headings(contentOf(target)).some(({ text }) => anchorOf(text) === anchor);
}

describe("an address of this project", () => {
  // Such as a repository on a public host, under a name that may be somebody else's.
  const address = /\b[\w-]+\.(?:com|org|net|io|dev)[/:]@?imsdk\b/;
  const directories = [".github", "docs", "examples", "ffi", "scripts", "src", "tests"];
  const files = directories.flatMap((directory) =>
    filesBelow(join(root, directory)).map((file) => join(directory, file))
  ).concat("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md", "deno.json");

  it("is in no file but that which the release guide names", () => {
    const found = files.filter((file) => address.test(contentOf(file)));
    assertEquals(found.filter((file) => file !== join("scripts", "project_host.ts")), []);
    assertMatch(contentOf("CONTRIBUTING.md"), /`scripts\/project_host\.ts`/);
  });

  it("is found where there is one", () => {
    for (const host of ["https://example.com/", "git@example.org:", "https://npm.example.io/@"]) {
      assertMatch(`${host}${"imsdk"}/ffi.git`, address);
    }
  });
});

/** The sources in which a name must occur to exist. */
const sources = ["ffi", "src", "scripts"].flatMap((directory) =>
  readdirSync(join(root, directory), { recursive: true, encoding: "utf8" })
    .map((file) => `${directory}/${file}`)
).filter((file) => file.endsWith(".ts") && statSync(join(root, file)).isFile());
const variablesOf = (text: string): string[] =>
  [...new Set(text.match(/\bIMSDK_[A-Z_]+\b/g))].sort();

const englishPages = translated.map(({ english }) => contentOf(english));
const context: Context = {
  programs: englishPages.flatMap((text) => codeBlocks("", text))
    .flatMap(({ program }) => program ?? []),
  variables: sources.flatMap((file) => variablesOf(contentOf(file))),
};

describe("the commands of a document", () => {
  const texts = [...documents, "mod.ts", ...sources.filter((file) => !file.startsWith("scripts"))];
  for (const file of texts) {
    const text = file.endsWith(".md") ? contentOf(file) : documentationOf(contentOf(file));
    const shell = codeBlocks(file, text).filter(({ language }) => language === "sh");
    const images = codeBlocks(file, text).filter(({ language }) => language === "dockerfile")
      .flatMap(commands).flatMap(({ line, text }) => {
        const [, command] = /^RUN (.*)/.exec(text) ?? [];
        return command === undefined ? [] : [{ line, text: command }];
      });
    const named = codeSpans(text).filter(({ text }) => COMMAND.test(text) && !text.includes("…"));
    for (const { line, text } of [...shell.flatMap(commands), ...images, ...named]) {
      it(`are valid: ${file}:${line} ${text}`, () => {
        assertEquals(problemOf(text, context), undefined);
      });
    }
  }

  for (const file of readdirSync(join(root, ".github/workflows"))) {
    it(`are valid, if they are of this project: .github/workflows/${file}`, () => {
      const named = contentOf(`.github/workflows/${file}`)
        .match(/(npx -y )?deno (task|run|publish|install)\b.*|(npx --no|bun run --bun) imsdk.*/g) ??
        [];
      assert(named.length > 0);
      const problems = named.map((command) => problemOf(command, context));
      assertEquals(problems.filter((problem) => problem), []);
    });
  }

  it("are reported when wrong, with their lines", () => {
    const wrong = [
      "deno task no-such-task",
      "deno task test:file node tests/no_such_test.ts",
      "npx -y deno task no-such-task",
      "deno run --no-such-flag login.mjs",
      "deno run -A no_such_program.mjs",
      "deno run -A src/cli.ts no-such-command",
      "deno run -A jsr:@imsdk/ffi/cli install --no-such-flag",
      "deno no-such-command",
      "deno add jsr:@imsdk/fii",
      "npx @imsdk/ffi no-such-command",
      "bunx @imsdk/fii install",
      "imsdk login --user-sig",
      "npm install @imsdk/fii",
      "npm instal @imsdk/ffi",
      "bun add ../ffi/npm/imsdk-ffi-0.0.0.tgz",
      "node no_such_program.mjs",
      "export IMSDK_NO_SUCH_VARIABLE=1",
      "git clone https://example.com/ffi.git",
      "npm init -y no_such_package",
      "npx imsdk install",
      "npx --no no-such-command install",
      "bunx imsdk install",
      "bun run imsdk no-such-command",
      "cp no_such_file vendor",
      "LIBRARY=$NO_SUCH_VARIABLE",
      "make",
    ];
    assertEquals(wrong.filter((command) => problemOf(command, context) === undefined), []);
  });
});

describe("the files that a document names", () => {
  const pathsOf = (text: string): Piece[] =>
    codeSpans(text).filter(({ text }) =>
      /^(\.ci|\.github|examples|ffi|scripts|src|tests)\/[\w./*-]*$/.test(text)
    );
  const isThere = (path: string): boolean => existsSync(join(root, path.replace(/\/\*.*$/, "")));

  for (const file of documents) {
    it(`exist: ${file}`, () => {
      assertEquals(pathsOf(contentOf(file)).filter(({ text }) => !isThere(text)), []);
    });
  }

  it("are reported when missing", () => {
    const [path] = pathsOf("In `ffi/no_such_file.ts`.");
    assertEquals([path?.text, isThere(path?.text ?? "ffi")], ["ffi/no_such_file.ts", false]);
  });
});

describe("the documents agree with the code about", () => {
  it("the example of a bot and its test", () => {
    const codes = codeBlocks("", contentOf("docs/testing.md")).map(({ code }) => `${code}\n`);
    const examples = ["examples/echo_bot.ts", "examples/echo_bot_test.ts"].map(contentOf);
    assertEquals(codes.slice(0, examples.length), examples);
  });

  /** The first column of the table that has this as its first cell. */
  const rowsUnder = (title: string): string[][] => {
    const found = englishPages.flatMap(tables).filter(([first]) => first?.[0] === title);
    assertEquals(found.length, 1, title);
    return found[0]!.slice(1);
  };
  const first = (rows: readonly string[][]): string[] => rows.flatMap(([cell]) => codeOf(cell!));

  it("the codes of errors and their names", () => {
    const rows = rowsUnder("`code`").map((row) => [...codeOf(row[0]!), ...codeOf(row[1]!)]);
    assert(rows.length > 5);
    for (const [code, name] of rows) assertEquals(errorNames.get(Number(code)), name);
  });

  it("the options", () => {
    assertEquals(
      first(rowsUnder("Option")).sort(),
      publicNames("src/open_options.ts", "OpenOptions"),
    );
  });

  it("the members of a session", () => {
    const named = first(rowsUnder("Member")).map((code) => code.replace(/^ImSdk\.|\(.*/g, ""));
    const others = ["removeEventListener", "[Symbol.asyncDispose]"]; // as with every EventTarget
    const found = named.filter((name) => name !== "await using").concat(others);
    assertEquals(found.sort(), publicNames("src/im_sdk.ts", "ImSdk"));
  });

  it("the events and the C functions they come from", () => {
    const rows = rowsUnder("Event").filter(([event]) => event?.startsWith("`"));
    const own = ["usersigrenewed", "sessionlost"];
    assertEquals(first(rows).filter((type) => own.includes(type)).length, own.length);
    const setters: ReadonlyMap<string, string> = new Map(Object.entries(libraryEvents));
    for (const [event, , setter] of rows) {
      const [type, name] = [codeOf(event!)[0]!, codeOf(setter!)[0]];
      assertEquals(name, setters.get(type), type);
      assertEquals(setters.has(type), !own.includes(type), type);
    }
  });

  it("the environment variables", () => {
    const read = sources.filter((file) => !file.startsWith("scripts/benchmark"))
      .flatMap((file) => variablesOf(contentOf(file)));
    const named = rowsUnder("Variable").flatMap(([names]) => variablesOf(names!));
    const forUsers = [...new Set(read)].filter((name) => !name.startsWith("IMSDK_TEST_"));
    assertEquals(named.sort(), forUsers.sort());
  });

  it("the number of functions", () => {
    assertMatch(english, new RegExp(`\\b${Object.keys(symbols).length} functions\\b`));
  });

  it("the oldest version of Node.js", () => {
    const [, oldest] = /engines: { node: ">=([\d.]+)"/.exec(contentOf("scripts/build_npm.ts"))!;
    assertMatch(english, new RegExp(`Node\\.js ${oldest} and up`));
    assertMatch(contentOf("docs/platforms.md"), new RegExp(`Node\\.js ${oldest} are the oldest`));
    assertMatch(contentOf("ffi/doctor/diagnosis.ts"), new RegExp(`oldest: "${oldest}"`));
  });

  it("the version, which the changelog begins with", () => {
    assertMatch(contentOf("CHANGELOG.md"), new RegExp(`^# .*\n[^]*?\n## ${config.version}\\b`));
  });
});
