import type * as Sdk from "@aws-sdk/client-s3";
import { type Session, sessionOf, type SignedPrincipal } from "../../../auth/principal.ts";
import { sealSessionToken } from "../../../auth/session-token.ts";
import { newAccessKeyId } from "../../../kit/access-key-id.ts";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn, objectArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { accessDenied, noSuchBucket } from "../errors.ts";
import { isDirectoryBucket } from "../express/directory-bucket.ts";
import { EXPRESS_SESSION_MS } from "../limits.ts";
import type { S3 } from "../s3.ts";

const SECRET_BYTES = 30;

/**
 * Temporary credentials for one directory bucket, good for five minutes. Who may create a session may use it; a session for reading refuses writes. Nothing is stored:
 * the session is sealed into its token.
 *
 * @throws {NoSuchBucket} 404, also for general purpose buckets  @throws {AccessDenied} 403 for callers without an account
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateSession.html (read 2026-11-29)
 */
export const createSession: Operation<typeof Sdk, "CreateSession", S3> = {
  // The verb says which mode is asked for; express-access.ts turns it into s3express:CreateSession.
  access: ({ Bucket, SessionMode: mode }) =>
    mode === "ReadOnly"
      ? [{ action: "s3:ListBucket", resource: bucketArn(Bucket) }]
      : [{ action: "s3:PutObject", resource: objectArn(Bucket, "*") }],
  async handle(input, context, s3) {
    const bucket = await s3.records.read((reader) => openBucket(reader, input.Bucket, context));
    if (!isDirectoryBucket(bucket)) throw noSuchBucket(input.Bucket);
    const { principal } = context;
    if (principal.type === "anonymous" || principal.type === "service") throw accessDenied();
    const isReadOnly = input.SessionMode === "ReadOnly";
    const { random } = s3.runtime;
    const accessKeyId = newAccessKeyId("ASIA", principal.accountId, random);
    const secretAccessKey = Buffer.from(random.bytes(SECRET_BYTES)).toString("base64");
    const session = sessionFor(principal, { nowMs: context.nowMs, name: bucket.name, isReadOnly });
    const holder = { ...principal, accessKeyId, session } as SignedPrincipal;
    const token = sealSessionToken(s3.encryption.sealer, { accessKeyId, secretAccessKey, principal: holder });
    return {
      Credentials: {
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        SessionToken: token,
        Expiration: new Date(session.expiresMs),
      },
    };
  },
};

/** What the caller's own session says holds on; a session never outlives the one it was created in. */
function sessionFor(
  principal: SignedPrincipal,
  { nowMs, name, isReadOnly }: { readonly nowMs: number; readonly name: string; readonly isReadOnly: boolean },
): Session {
  const outer = sessionOf(principal);
  const issuedMs = Math.floor(nowMs / 1000) * 1000;
  const expiresMs = Math.min(issuedMs + EXPRESS_SESSION_MS, outer?.expiresMs ?? Number.POSITIVE_INFINITY);
  const own = { tags: {}, transitiveTagKeys: [], policies: [], policyArns: [] };
  return { ...own, ...outer, issuedMs, expiresMs, directoryBucket: { name, isReadOnly } };
}
