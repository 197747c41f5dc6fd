/** `lakebed policy lint` needs no server. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../../../src/cli/command-line.ts";

const folder = mkdtempSync(join(tmpdir(), "lakebed-lint-"));
const file = join(folder, "policy.json");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function lint(text: string, ...more: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  writeFileSync(file, text);
  const told = { out: "", err: "" };
  const terminal = {
    out: (part: string) => void (told.out += part),
    err: (part: string) => void (told.err += part),
    isTerminal: false,
  };
  const code = await runCommandLine(["policy", "lint", file, ...more], terminal);
  return { code, out: told.out.replaceAll(folder, ""), err: told.err.replaceAll(folder, "") };
}

const policy = (statement: object): string => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
const good = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };

describe("a policy", () => {
  test("in which nothing is wrong ends with 0", async () => {
    expect(await lint(policy(good))).toEqual({ code: 0, out: "/policy.json: nothing found\n", err: "" });
  });

  test("with names that mean nothing ends with 1 and a line for each", async () => {
    const Condition = { StringEquals: { "aws:PrincipleTag/team": "ml" } };
    const { code, err } = await lint(policy({ ...good, Action: "s3:GetObjcet", Condition }));
    expect({ code, err }).toEqual({
      code: 1,
      err:
        '/policy.json: Statement[0].Action: "s3:GetObjcet": s3 has no such action; did you mean s3:GetObject?\n' +
        '/policy.json: Statement[0].Condition.StringEquals: "aws:PrincipleTag/team" is no condition key of aws; did you mean aws:PrincipalTag/team?\n',
    });
  });

  test("that AWS would refuse is told with the element, and as which kind it was read", async () => {
    expect((await lint(policy({ ...good, Effect: "allow them" }))).err).toBe(
      "/policy.json: Statement[0].Effect: Syntax errors in policy. (as a policy of kind identity; --kind says which)\n",
    );
    expect((await lint(policy(good), "--kind", "resource")).err).toContain(
      "Statement.Principal: Missing required field Principal",
    );
    expect((await lint("{")).code).toBe(1);
  });

  test("of no kind, or in no file, is a mistake of the command", async () => {
    expect((await lint(policy(good), "--kind", "bucket")).err).toContain("--kind is one of identity, resource");
    rmSync(file);
    const told: string[] = [];
    const terminal = { out: () => undefined, err: (part: string) => void told.push(part), isTerminal: false };
    expect(await runCommandLine(["policy", "lint", file], terminal)).toBe(2);
    expect(told.join("")).toContain("cannot read");
  });
});
