/**
 * Opens the encoded message of a refusal, for those who may.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html (read 2026-11-23)
 */
import type * as Sdk from "@aws-sdk/client-sts";
import { openAuthorizationMessage } from "../../../auth/authorization-message.ts";
import type { Operation } from "../../../kit/operation.ts";
import * as check from "../check-input.ts";
import { invalidAuthorizationMessage } from "../errors.ts";
import { ENCODED_MESSAGE_LENGTH_MAX } from "../limits.ts";
import type { Sts } from "../sts.ts";

export const decodeAuthorizationMessage: Operation<typeof Sdk, "DecodeAuthorizationMessage", Sts> = {
  validate(input) {
    check.requireValid(check.text("encodedMessage", input.EncodedMessage, { min: 1, max: ENCODED_MESSAGE_LENGTH_MAX }));
  },
  access: () => [{ action: "sts:DecodeAuthorizationMessage", resource: "*" }],
  handle: async ({ EncodedMessage }, _context, { sealer }) => {
    const decoded = openAuthorizationMessage(sealer, EncodedMessage);
    if (decoded === undefined) throw invalidAuthorizationMessage();
    return { DecodedMessage: decoded };
  },
};
