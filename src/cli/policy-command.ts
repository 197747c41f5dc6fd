/** `lakebed policy suggest`: a least-privilege policy from the permissions that a user or role really used; and `lakebed policy lint`. */
import { suggestPolicy } from "../audit/suggest-policy.ts";
import type { ActionUse } from "../kit/ports/permission-use.ts";
import type { Command } from "./command.ts";
import { lintPolicyFile } from "./policy-lint.ts";
import { ownOptions } from "./own-options.ts";
import { readServerFlags } from "./server-flags.ts";
import { signedGet } from "./signed-call.ts";
import { type Terminal, UsageError } from "./terminal.ts";

const UNITS_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
/** AWS: characters of a managed policy without white space (IAM user guide, "IAM and AWS STS quotas"). */
const MANAGED_POLICY_MAX = 6_144;

export const policyCommand: Command = {
  name: "policy",
  summary: "suggest a policy from recorded use, or check one",
  help: `Usage: lakebed policy suggest --principal ARN [--since 7d] [--port N] [--data-dir DIR]
       lakebed policy lint FILE [--kind identity]

suggest prints a policy that allows exactly what the user or role used in that time (all that is known without --since), ready for
"aws iam put-user-policy". Sessions count for their role. Objects are named by folder; more than 5 names beside each other become parent/*,
never more than one bucket or database. Conditions are not guessed: read it before you attach it.

--since takes a number and m, h, d or w. Use is known for 400 days. Exit code 1 when nothing was used.

lint needs no server. It tells what AWS would refuse (with the element), and what AWS would take although it means nothing: actions that no
service has, condition keys that nothing fills. Kinds: identity, resource, trust, kms-key, glue-catalog, scp, rcp, session, vpc-endpoint.
Exit code 1 when something was found. "lakebed start --strict-policies" refuses unknown actions in IAM.

Examples:
  lakebed policy suggest --principal arn:aws:iam::123456789012:role/pipeline --since 7d > pipeline.json
  lakebed policy lint pipeline.json`,
  async run(args, terminal) {
    const { words, values, rest } = ownOptions(args, { flags: [], values: ["principal", "since", "kind"] });
    const [verb, file, ...more] = words;
    if (verb === "lint" && file !== undefined && more.length === 0 && rest.length === 0)
      return lintPolicyFile(file, values.get("kind"), terminal);
    const principal = values.get("principal");
    if (words.length !== 1 || words[0] !== "suggest" || principal === undefined)
      throw new UsageError("say: suggest --principal ARN, or lint FILE");
    const { config, environment } = readServerFlags(rest);
    const since = values.get("since");
    const within = since === undefined ? "" : `&withinMs=${durationMs(since)}`;
    const path = `/_lakebed/usage?principal=${encodeURIComponent(principal)}${within}`;
    const { status, value } = await signedGet(config, environment, path);
    if (status !== 200) {
      terminal.err(`lakebed policy: ${String((value as { error?: unknown }).error)}\n`);
      return 1;
    }
    return print((value as { actions: readonly ActionUse[] }).actions, principal, terminal);
  },
};

function print(actions: readonly ActionUse[], principal: string, terminal: Terminal): number {
  if (actions.length === 0) {
    terminal.err(`lakebed policy: ${principal} used nothing in that time.\n`);
    return 1;
  }
  const policy = suggestPolicy(actions);
  terminal.out(`${JSON.stringify(policy, undefined, 2)}\n`);
  const characters = JSON.stringify(policy).length;
  if (characters > MANAGED_POLICY_MAX)
    terminal.err(
      `This policy has ${characters} characters, a managed policy at most ${MANAGED_POLICY_MAX}: split it.\n`,
    );
  return 0;
}

function durationMs(text: string): number {
  const [, count, unit = ""] = /^(\d{1,4})([mhdw])$/.exec(text) ?? [];
  if (count === undefined) throw new UsageError(`--since is ${JSON.stringify(text)}: give a number and m, h, d or w`);
  return Number(count) * (UNITS_MS[unit] ?? 0);
}
