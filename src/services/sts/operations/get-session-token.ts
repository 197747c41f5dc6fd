/**
 * Temporary credentials of a user or the root user, with an MFA code that counts for as long as they last.
 *
 * AWS: policies have no say here. Refused: calls with credentials that are temporary themselves; a wrong code. Sessions of the root user are cut to an
 * hour without a word.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html (read 2026-11-23)
 */
import type * as Sdk from "@aws-sdk/client-sts";
import { sessionOf } from "../../../auth/principal.ts";
import type { Operation } from "../../../kit/operation.ts";
import * as check from "../check-input.ts";
import { sessionMayNotCall } from "../errors.ts";
import { issueCredentials, newKeyId, startSession } from "../issue-credentials.ts";
import { ROOT_SECONDS_MAX, USER_SECONDS } from "../limits.ts";
import type { Sts } from "../sts.ts";
import { verifyMfa } from "../verify-mfa.ts";

export const getSessionToken: Operation<typeof Sdk, "GetSessionToken", Sts> = {
  validate(input) {
    check.requireValid(
      check.number("durationSeconds", input.DurationSeconds, USER_SECONDS),
      check.text("serialNumber", input.SerialNumber, check.SERIAL_NUMBER_RULE),
      check.secretText("tokenCode", input.TokenCode, check.TOKEN_CODE_RULE),
      check.minimumTokenSize(input.MinimumSessionTokenSize),
    );
  },
  access: () => [],
  async handle(input, { principal, nowMs }, sts) {
    if ((principal.type !== "user" && principal.type !== "root") || sessionOf(principal) !== undefined)
      throw sessionMayNotCall("GetSessionToken");
    const isMfaVerified = await verifyMfa(sts.identities, principal, input);
    const asked = input.DurationSeconds ?? USER_SECONDS.usual;
    const seconds = principal.type === "root" ? Math.min(asked, ROOT_SECONDS_MAX) : asked;
    const session = startSession(nowMs, { seconds, mfaMs: isMfaVerified ? nowMs : undefined });
    const accessKeyId = newKeyId(sts, principal.accountId);
    return issueCredentials(sts, { ...principal, accessKeyId, session }, input.MinimumSessionTokenSize);
  },
};
