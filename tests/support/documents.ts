/**
 * Parses a document's headings, tables, code blocks, commands and links. A document is Markdown, or
 * the documentation comments of a module.
 *
 * A code block describes itself: its fence names the language, the heading above it may name the
 * runtimes that it's for, and a first line such as `// login.mjs` marks it as a program.
 *
 * @module
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root, type Runtime } from "../../scripts/runtimes.ts";

/** A document in English, and the same in Chinese. */
export interface Translated {
  readonly english: string;
  readonly chinese: string;
}

/** The documents for users: both READMEs, and the pages of `docs`. */
export const translated: readonly Translated[] = [
  { english: "README.md", chinese: "README.zh-CN.md" },
  ...pagesOf("docs").map((page) => ({ english: `docs/${page}`, chinese: `docs/zh-CN/${page}` })),
];

/** The documents of this project. */
export const documents: readonly string[] = [
  ...translated.flatMap(({ english, chinese }) => [english, chinese]),
  "CONTRIBUTING.md",
  "CHANGELOG.md",
];

/** The names of the Markdown files in a directory of this project. */
export function pagesOf(directory: string): string[] {
  return readdirSync(join(root, directory)).filter((file) => file.endsWith(".md")).sort();
}

/** The text of a file of this project. */
export function contentOf(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** A code block. */
export interface CodeBlock {
  /** The document's path. */
  readonly file: string;
  /** The line of the opening fence, from 1 on. */
  readonly line: number;
  /** The language, as the fence names it. */
  readonly language: string;
  readonly code: string;
  /** The name of the program's file, if it has one. */
  readonly program: string | undefined;
  /** The runtimes that the heading above names, or all if it names none. */
  readonly runtimes: readonly Runtime[];
}

/** A heading of Markdown. */
export interface Heading {
  readonly depth: number;
  readonly text: string;
}

const namesInHeadings: Readonly<Record<Runtime, RegExp>> = {
  deno: /\bDeno\b/,
  bun: /\bBun\b/,
  node: /\bNode\.js\b/,
};
const allRuntimes = Object.keys(namesInHeadings) as Runtime[];

const FENCE = /^```(\w*)$/;
/** The first line of a program. */
const PROGRAM = /^\/\/ (\w+\.m?[jt]s)$/;
const COMMENT = /^ *(?:\/\/|#) *(.*)$/;

/** The code blocks of a Markdown document. */
export function codeBlocks(file: string, text: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let heading = "";
  let open: { line: number; language: string; lines: string[] } | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    const fence = FENCE.exec(line.trim());
    if (open === undefined) {
      if (/^#+ /.test(line)) heading = line;
      if (fence) open = { line: index + 1, language: fence[1]!, lines: [] };
    } else if (fence) {
      blocks.push(blockOf(file, heading, open));
      open = undefined;
    } else {
      open.lines.push(line);
    }
  }
  if (open) throw new Error(`${file}:${open.line}: the code block has no end`);
  return blocks;
}

function blockOf(
  file: string,
  heading: string,
  { line, language, lines }: { line: number; language: string; lines: readonly string[] },
): CodeBlock {
  const named = allRuntimes.filter((runtime) => namesInHeadings[runtime].test(heading));
  return {
    file,
    line,
    language,
    code: lines.join("\n"),
    program: PROGRAM.exec(lines[0] ?? "")?.[1],
    runtimes: named.length > 0 ? named : allRuntimes,
  };
}

/**
 * The documentation comments of a module, as Markdown that has each line where it is in the module;
 * the title of an `@example` is a heading.
 */
export function documentationOf(source: string): string {
  let inside = false;
  return source.split("\n").map((line) => {
    const text = line.trim();
    if (text.startsWith("/**")) inside = !text.endsWith("*/");
    else if (text.endsWith("*/")) inside = false;
    else if (inside) return line.replace(/^ *\* ?/, "").replace(/^@example\b/, "###");
    return "";
  }).join("\n");
}

/** The lines of a Markdown document, with those of code blocks left empty. */
function proseLines(text: string): string[] {
  let inside = false;
  return text.split("\n").map((line) => {
    const isFence = FENCE.test(line.trim());
    if (isFence) inside = !inside;
    return isFence || inside ? "" : line;
  });
}

/** The headings of a Markdown document, in order. */
export function headings(text: string): Heading[] {
  return proseLines(text).flatMap((line) => {
    const [, marks, title] = /^(#+) (.*)$/.exec(line) ?? [];
    return title === undefined ? [] : [{ depth: marks!.length, text: title }];
  });
}

/** The anchor by which a heading is linked to. */
export function anchorOf(heading: string): string {
  return heading.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-");
}

/** The tables of a Markdown document: their rows, without the line below the first one. */
export function tables(text: string): string[][][] {
  const found: string[][][] = [];
  let table: string[][] | undefined;
  for (const line of proseLines(text)) {
    if (!line.startsWith("|")) {
      table = undefined;
      continue;
    }
    const cells = line.split("|").slice(1, -1).map((cell) => cell.trim());
    if (cells.every((cell) => /^:?-+:?$/.test(cell))) continue;
    if (table === undefined) found.push(table = []);
    table.push(cells);
  }
  return found;
}

/** A piece of a document, with its line. */
export interface Piece {
  readonly line: number;
  readonly text: string;
}

/** What a Markdown document has between backquotes. */
export function codeSpans(text: string): Piece[] {
  // Code may continue on the next line.
  const prose = proseLines(text).join("\n");
  return [...prose.matchAll(/`([^`]+)`/g)].map((match) => ({
    line: prose.slice(0, match.index).split("\n").length,
    text: match[1]!.replaceAll(/\s+/g, " "),
  }));
}

/** Where a Markdown document links to, pictures included. */
export function links(text: string): Piece[] {
  return proseLines(text).flatMap((line, index) =>
    [...line.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => ({
      line: index + 1,
      text: target!,
    }))
  );
}

/** The commands of a block of shell commands, each as one line without comments. */
export function commands(block: CodeBlock): Piece[] {
  const lines = block.code.split("\n");
  const found: Piece[] = [];
  let line = "";
  for (const [index, text] of lines.entries()) {
    line += text.replace(/(^|\s)#.*$/, "");
    if (line.endsWith("\\")) {
      line = line.slice(0, -1);
      continue;
    }
    const start = index + 1 + block.line;
    if (line.trim() !== "") found.push({ line: start, text: line.trim().replaceAll(/\s+/g, " ") });
    line = "";
  }
  return found;
}

/** Code without its comments, which may be in another language in a translation. */
export function withoutComments(code: string): string {
  return code.split("\n")
    .filter((line, index) => !COMMENT.test(line) || (index === 0 && PROGRAM.test(line)))
    .map((line) => line.replace(/ +(?:\/\/|#) .*$/, ""))
    .join("\n");
}
