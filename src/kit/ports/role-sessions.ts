/**
 * Roles for services: how a crawler or a replication acts as the role it was given. Implemented by STS; the role's trust policy decides.
 */
import type { AssumedRolePrincipal } from "../../auth/principal.ts";

export interface ServiceAssumption {
  readonly roleArn: string;
  /** Who assumes it, e.g. `glue.amazonaws.com`. */
  readonly service: string;
  readonly sessionName: string;
  /** `aws:SourceArn` and `aws:SourceAccount` for the trust policy: the resource that acts. */
  readonly sourceArn?: string | undefined;
  readonly sourceAccountId: string;
}

export interface RoleSessions {
  /** @throws {ServiceError} AccessDenied when there is no such role or it does not trust the service */
  assumeForService(assumption: ServiceAssumption): Promise<AssumedRolePrincipal>;
}
