/** `lakebed aws ...`: the installed AWS CLI, pointed at the server of this directory. */
import { spawn } from "node:child_process";
import { DEFAULT_PORT } from "../app/config.ts";
import type { Command } from "./command.ts";
import { awsVariables } from "./exports.ts";
import { readServerFlags } from "./server-flags.ts";

const NOT_FOUND = 127;

export const awsCommand: Command = {
  name: "aws",
  summary: "the installed AWS CLI, pointed here",
  help: `Usage: lakebed aws <arguments of the AWS CLI>

Which server: LAKEBED_PORT (default ${DEFAULT_PORT}) and LAKEBED_DATA_DIR (default ./lakebed-data).

Examples:
  lakebed aws s3 ls
  lakebed aws athena list-work-groups`,
  run(args, terminal) {
    const { config, environment } = readServerFlags([]);
    const { AWS_SESSION_TOKEN: _token, AWS_PROFILE: _profile, ...inherited } = environment;
    const child = spawn("aws", [...args], { stdio: "inherit", env: { ...inherited, ...awsVariables(config) } });
    return new Promise((done) => {
      child.once("error", () => {
        terminal.err(
          'lakebed: the AWS CLI is not installed. Install it (Debian: apt install awscli; anywhere: pip install awscli) or use an SDK with the values of "lakebed env".\n',
        );
        done(NOT_FOUND);
      });
      child.once("exit", (code, signal) => done(code ?? (signal === null ? 1 : 130)));
    });
  },
};
