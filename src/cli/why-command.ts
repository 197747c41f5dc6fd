/** `lakebed why`: why a request was refused, layer by layer, and what would have allowed it. */
import type { Refusal } from "../audit/refusal.ts";
import type { Command } from "./command.ts";
import { ownOptions } from "./own-options.ts";
import { explainRefusal } from "./refusal-text.ts";
import { readServerFlags } from "./server-flags.ts";
import { signedGet } from "./signed-call.ts";
import { UsageError } from "./terminal.ts";

/** What the server tells of a refusal. */
interface Told extends Refusal {
  readonly encodedMessage: string;
}

export const whyCommand: Command = {
  name: "why",
  summary: "explain why a request was refused",
  help: `Usage: lakebed why REQUEST-ID [--json | --encoded] [--port N] [--data-dir DIR]
       lakebed why --last [--json | --encoded]

Prints who asked for what, what each layer of policies said, the statement that decided, statements that nearly decided otherwise, and the
smallest grant that would have allowed it. Every refusal carries its request id: the SDKs show it as requestId, the AWS CLI with --debug.

--encoded prints it sealed, for somebody who may call sts:DecodeAuthorizationMessage.

Asks as the root user of the data directory, else with AWS_ACCESS_KEY_ID: users and roles may ask about their own requests.
The newest 10,000 refusals of 30 days are kept. Exit code 1 when nothing is known.

Examples:
  lakebed why 7Q2M0ZC3N5XW8K1D
  lakebed why --last --json
  lakebed why --last --encoded`,
  async run(args, terminal) {
    const { words, flags, rest } = ownOptions(args, { flags: ["last", "json", "encoded"], values: [] });
    const [requestId, ...more] = words;
    if (more.length > 0 || (requestId === undefined) !== flags.has("last"))
      throw new UsageError("give one request id, or --last");
    if (flags.has("json") && flags.has("encoded")) throw new UsageError("give --json or --encoded, not both");
    const { config, environment } = readServerFlags(rest);
    const path = requestId === undefined ? "/_lakebed/why" : `/_lakebed/why/${encodeURIComponent(requestId)}`;
    const { status, value } = await signedGet(config, environment, path);
    if (status !== 200) {
      terminal.err(`lakebed why: ${String((value as { error?: unknown }).error)}\n`);
      return 1;
    }
    const { refusals } = value as { readonly refusals: readonly Told[] };
    if (flags.has("json")) terminal.out(`${JSON.stringify(value, undefined, 2)}\n`);
    else if (flags.has("encoded")) for (const { encodedMessage } of refusals) terminal.out(`${encodedMessage}\n`);
    else terminal.out(refusals.map(explainRefusal).join("\n"));
    return 0;
  },
};
