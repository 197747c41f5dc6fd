/**
 * The instance metadata service, version 2, as far as SDKs need it to work as on EC2: a session token, the instance's role with its credentials, its
 * identity and its place. It has a listener of its own (`lakebed start --imds-port N --instance-role ARN`), because clients append `/latest/...` to the
 * root of `AWS_EC2_METADATA_SERVICE_ENDPOINT`. The role must trust ec2.amazonaws.com.
 *
 * Version 1, without a token, is refused, as on an instance with `HttpTokens=required`. So are requests that were forwarded, and those for a
 * name other than this machine's: a web page must not get credentials by having its own name point here.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html (read 2026-11-23)
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html (read 2026-11-23)
 */
import { createHash } from "node:crypto";
import { parseArn } from "../kit/arn.ts";
import { AuthError } from "../kit/errors.ts";
import type { HttpResponse } from "../kit/http.ts";
import type { RoleCredentials, TemporaryKeys } from "../kit/ports/role-credentials.ts";
import type { Sealer } from "../kit/ports/sealer.ts";
import type { Clock } from "../runtime/clock.ts";
import type { IncomingRequest, RequestHandler } from "./incoming-request.ts";

export interface InstanceMetadataOptions {
  readonly roleArn: string;
  readonly region: string;
  readonly roleCredentials: () => RoleCredentials | Promise<RoleCredentials>;
  readonly sealer: Sealer;
  readonly clock: Pick<Clock, "nowMs" | "wallMs">;
}

const SERVICE = "ec2.amazonaws.com";
const TOKEN_PURPOSE = "imds-token";
const TOKEN_SECONDS_MAX = 21_600;
/** New credentials are made when the old ones have so long to live. AWS: at least five minutes before. */
const RENEW_MS = 15 * 60_000;
const LOCAL_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|169\.254\.169\.254|\[[0-9a-f:]+\])(?::\d+)?$/i;

export function createInstanceMetadata(options: InstanceMetadataOptions): RequestHandler {
  const metadata = new InstanceMetadata(options);
  return (request) => metadata.answer(request);
}

class InstanceMetadata {
  private readonly options: InstanceMetadataOptions;
  private readonly instance: Instance;
  private kept: TemporaryKeys | undefined;

  constructor(options: InstanceMetadataOptions) {
    this.options = options;
    this.instance = instanceOf(options);
  }

  async answer(request: IncomingRequest): Promise<HttpResponse> {
    const { method, rawPath, headers } = request;
    if (headers.has("x-forwarded-for") || !LOCAL_HOST.test(headers.get("host") ?? "")) return plain(403, "");
    if (rawPath === "/latest/api/token") return method === "PUT" ? this.newToken(request) : notAllowed("PUT");
    if (method !== "GET" && method !== "HEAD") return notAllowed("GET, HEAD");
    if (!this.isToken(headers.get("x-aws-ec2-metadata-token"))) return plain(401, "");
    return this.document(rawPath.replace(/^\/latest\//, "").replace(/\/$/, ""));
  }

  private newToken({ headers }: IncomingRequest): HttpResponse {
    const seconds = headers.get("x-aws-ec2-metadata-token-ttl-seconds") ?? "";
    if (!/^[1-9]\d{0,4}$/.test(seconds) || Number(seconds) > TOKEN_SECONDS_MAX) return plain(400, "");
    const { sealer, clock } = this.options;
    const expiresMs = clock.wallMs() + Number(seconds) * 1000;
    const token = Buffer.from(sealer.seal(TOKEN_PURPOSE, Buffer.from(String(expiresMs)))).toString("base64url");
    return plain(200, token, [["X-Aws-Ec2-Metadata-Token-Ttl-Seconds", seconds]]);
  }

  private isToken(token: string | undefined): boolean {
    if (token === undefined || !/^[\w-]{1,200}$/.test(token)) return false;
    const { sealer, clock } = this.options;
    const opened = sealer.open(TOKEN_PURPOSE, Buffer.from(token, "base64url"));
    return opened !== undefined && Number(Buffer.from(opened).toString()) > clock.wallMs();
  }

  private async document(path: string): Promise<HttpResponse> {
    const { roleName, instanceId, document, profile } = this.instance;
    switch (path) {
      case "meta-data/iam/security-credentials":
        return plain(200, roleName);
      case `meta-data/iam/security-credentials/${roleName}`:
        return this.credentials();
      case "meta-data/iam/info":
        return json({ Code: "Success", LastUpdated: isoSeconds(this.options.clock.nowMs()), ...profile });
      case "dynamic/instance-identity/document":
        return json(document);
      case "meta-data/instance-id":
        return plain(200, instanceId);
      case "meta-data/placement/region":
        return plain(200, document.region);
      case "meta-data/placement/availability-zone":
        return plain(200, document.availabilityZone);
      default:
        return plain(404, "");
    }
  }

  /** AWS: a role that the instance may not have is told in the document, not by the status. */
  private async credentials(): Promise<HttpResponse> {
    try {
      const keys = await this.freshKeys();
      return json({
        Code: "Success",
        LastUpdated: isoSeconds(keys.issuedMs),
        Type: "AWS-HMAC",
        AccessKeyId: keys.accessKeyId,
        SecretAccessKey: keys.secretAccessKey,
        Token: keys.sessionToken,
        Expiration: isoSeconds(keys.expiresMs),
      });
    } catch (error) {
      if (!(error instanceof AuthError)) throw error;
      const Message = `EC2 cannot assume the role ${this.instance.roleName}. Please see documentation at https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_iam-ec2.html#troubleshoot_iam-ec2_errors-info-doc.`;
      const LastUpdated = isoSeconds(this.options.clock.nowMs());
      return json({ Code: "AssumeRoleUnauthorizedAccess", Message, LastUpdated });
    }
  }

  private async freshKeys(): Promise<TemporaryKeys> {
    const { roleArn, clock } = this.options;
    if (this.kept !== undefined && this.kept.expiresMs - clock.nowMs() > RENEW_MS) return this.kept;
    const roleCredentials = await this.options.roleCredentials();
    const { instanceId, accountId } = this.instance;
    this.kept = await roleCredentials.issue({
      roleArn,
      service: SERVICE,
      sessionName: instanceId,
      sourceAccountId: accountId,
    });
    return this.kept;
  }
}

interface Instance {
  readonly accountId: string;
  readonly roleName: string;
  readonly instanceId: string;
  readonly profile: { readonly InstanceProfileArn: string; readonly InstanceProfileId: string };
  readonly document: Readonly<Record<string, string>> & { readonly region: string; readonly availabilityZone: string };
}

/** An instance that is always the same for one role: its ids are a digest of the role's ARN. */
function instanceOf({ roleArn, region, clock }: InstanceMetadataOptions): Instance {
  const { accountId = "", resource = "" } = parseArn(roleArn) ?? {};
  const roleName = resource.slice(resource.lastIndexOf("/") + 1);
  const digest = createHash("sha256").update(roleArn).digest("hex");
  const instanceId = `i-${digest.slice(0, 17)}`;
  const availabilityZone = `${region}a`;
  return {
    accountId,
    roleName,
    instanceId,
    profile: {
      InstanceProfileArn: `arn:aws:iam::${accountId}:instance-profile/${roleName}`,
      InstanceProfileId: `AIPA${digest.slice(17, 34).toUpperCase()}`,
    },
    document: {
      accountId,
      architecture: process.arch === "arm64" ? "arm64" : "x86_64",
      availabilityZone,
      imageId: `ami-${digest.slice(34, 51)}`,
      instanceId,
      instanceType: "m7i.large",
      pendingTime: isoSeconds(clock.wallMs()),
      privateIp: "127.0.0.1",
      region,
      version: "2017-09-30",
    },
  };
}

function isoSeconds(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.\d{3}Z$/, "Z");
}

function plain(status: number, text: string, more: readonly (readonly [string, string])[] = []): HttpResponse {
  return { status, headers: [["Content-Type", "text/plain"], ...more], body: Buffer.from(text) };
}

function json(value: unknown): HttpResponse {
  return { status: 200, headers: [["Content-Type", "application/json"]], body: Buffer.from(JSON.stringify(value)) };
}

function notAllowed(methods: string): HttpResponse {
  return plain(405, "", [["Allow", methods]]);
}
