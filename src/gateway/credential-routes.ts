/**
 * Credentials for programs that expect the endpoint of a container's task role, which all AWS SDKs know:
 *
 *     GET /_lakebed/credentials                          Authorization: <grant>; answers the role's temporary credentials
 *     GET /_lakebed/credentials/grant?role=ARN&as=SERVICE&session=NAME   signed by the root user of the server's account; answers a grant
 *     GET /_lakebed/credentials/issue?role=ARN&as=SERVICE&session=NAME   likewise; answers the credentials at once
 *
 * Clients get `AWS_CONTAINER_CREDENTIALS_FULL_URI` and the grant as `AWS_CONTAINER_AUTHORIZATION_TOKEN` (`lakebed creds --container` prints both).
 * A grant names a role and a service, and the role's trust policy decides each time whether the service may have the role.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html (read 2026-11-23)
 */
import { type CredentialGrant, openCredentialGrant, sealCredentialGrant } from "../auth/credential-grant.ts";
import { queryParameter } from "../auth/sigv4/signature-claim.ts";
import { parseArn } from "../kit/arn.ts";
import { AuthError } from "../kit/errors.ts";
import type { HttpResponse } from "../kit/http.ts";
import { adminAnswer, adminProblem } from "./admin-answer.ts";
import type { Exchange } from "./exchange.ts";
import { signerOf } from "./signed-admin-routes.ts";

const SERVICE = /^[a-z0-9][a-z0-9.-]{0,99}\.amazonaws\.com$/;
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
const ROLE = /^role\/[\u0021-\u007E]{1,576}$/;

export function answerCredentials(exchange: Exchange, rest: readonly string[]): Promise<HttpResponse> | HttpResponse {
  switch (rest.join("/")) {
    case "":
      return granted(exchange);
    case "grant":
      return signed(exchange, ({ gateway }, asked) =>
        adminAnswer(200, { token: sealCredentialGrant(gateway.sealer, asked) }),
      );
    case "issue":
      return signed(exchange, issue);
    default:
      return adminProblem(404, "there is /_lakebed/credentials, and signed, /_lakebed/credentials/grant and .../issue");
  }
}

function granted(exchange: Exchange): Promise<HttpResponse> | HttpResponse {
  const { incoming, gateway } = exchange;
  const grant = openCredentialGrant(gateway.sealer, incoming.headers.get("authorization") ?? "");
  if (grant !== undefined) return issue(exchange, grant);
  const Message = "The authorization token is not a grant of this server";
  return adminAnswer(401, { Code: "InvalidAuthorizationToken", Message });
}

/** `Code` and `Message` are what SDKs show of a failure. */
async function issue({ gateway }: Exchange, grant: CredentialGrant): Promise<HttpResponse> {
  try {
    const roleCredentials = await gateway.roleCredentials();
    const sourceAccountId = parseArn(grant.roleArn)?.accountId ?? "";
    const keys = await roleCredentials.issue({ ...grant, sourceAccountId });
    return adminAnswer(200, {
      AccessKeyId: keys.accessKeyId,
      SecretAccessKey: keys.secretAccessKey,
      Token: keys.sessionToken,
      Expiration: new Date(keys.expiresMs).toISOString(),
      RoleArn: grant.roleArn,
    });
  } catch (error) {
    if (error instanceof AuthError) return adminAnswer(403, { Code: error.code, Message: error.message });
    throw error;
  }
}

type Answerer = (exchange: Exchange, asked: CredentialGrant) => HttpResponse | Promise<HttpResponse>;

async function signed(exchange: Exchange, answer: Answerer): Promise<HttpResponse> {
  const signer = await signerOf(exchange);
  if (!("arn" in signer)) return signer;
  const { incoming, gateway } = exchange;
  if (signer.type !== "root" || signer.session !== undefined || signer.accountId !== gateway.accountId)
    return adminProblem(403, "only the root user of the server's account may grant credentials of roles");
  const asked = askedGrant(incoming.rawQuery);
  return asked === undefined
    ? adminProblem(
        400,
        "role must be the ARN of a role, as a service (ecs-tasks.amazonaws.com), session 2 to 64 of A-Z a-z 0-9 _+=,.@-",
      )
    : answer(exchange, asked);
}

function askedGrant(rawQuery: string): CredentialGrant | undefined {
  const roleArn = queryParameter(rawQuery, "role") ?? "";
  const service = queryParameter(rawQuery, "as") ?? "";
  const sessionName = queryParameter(rawQuery, "session") ?? "";
  const arn = parseArn(roleArn);
  const isRole = arn !== undefined && arn.service === "iam" && ROLE.test(arn.resource);
  return isRole && SERVICE.test(service) && SESSION_NAME.test(sessionName)
    ? { roleArn, service, sessionName }
    : undefined;
}
