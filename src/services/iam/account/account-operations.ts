/**
 * The rows of `account/`: aliases, password policy, sign-in, MFA, identity providers, certificates and other credentials, service-linked roles,
 * reports and simulation.
 */
import type { OperationTable } from "../../../kit/operation.ts";
import type { Iam, IamSdk } from "../iam.ts";

export const accountOperations = {} satisfies Partial<OperationTable<IamSdk, Iam>>;
