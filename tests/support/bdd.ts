/**
 * The part of `@std/testing/bdd` that the tests use, over each runtime's own test runner.
 *
 * @module
 */

type Body = () => void | Promise<void>;

interface It {
  (name: string, body: Body): void;
  /** Registers a test that is counted as skipped; its name says why. */
  skip(name: string, body: Body): void;
}

interface Bdd {
  describe: (name: string, body: () => void) => void;
  it: It;
  beforeEach: (body: Body) => void;
  afterEach: (body: Body) => void;
}

/** `Deno.test` knows no groups: a test's full name is its groups' names and its own. */
function overDenoTest(): Bdd {
  interface Group {
    names: string[];
    before: Body[];
    after: Body[];
  }
  let group: Group = { names: [], before: [], after: [] };

  const register = (ignore: boolean) => (name: string, body: Body): void => {
    const { names, before, after } = group;
    Deno.test({
      name: [...names, name].join(" > "),
      ignore,
      async fn() {
        try {
          for (const hook of before) await hook();
          await body();
        } finally {
          for (const hook of after.toReversed()) await hook();
        }
      },
    });
  };

  return {
    describe(name, body) {
      const outer = group;
      group = {
        names: [...outer.names, name],
        before: [...outer.before],
        after: [...outer.after],
      };
      body();
      group = outer;
    },
    it: Object.assign(register(false), { skip: register(true) }),
    beforeEach: (body) => void group.before.push(body),
    afterEach: (body) => void group.after.push(body),
  };
}

async function overOwnRunner(): Promise<Bdd> {
  if ("Deno" in globalThis) return overDenoTest();
  // Bun serves "node:test" from its own runner; no type of either runner is needed beyond these
  // names.
  const runner: Bdd = "Bun" in globalThis ? await import("bun:test") : await import("node:test");
  return runner;
}

const bdd = await overOwnRunner();

export const describe: Bdd["describe"] = bdd.describe;
export const it: It = bdd.it;
export const beforeEach: Bdd["beforeEach"] = bdd.beforeEach;
export const afterEach: Bdd["afterEach"] = bdd.afterEach;
