/**
 * Credentials of a role for a program that runs as an AWS service would run it (a container's task, an instance): what the metadata endpoints hand
 * out. Implemented by STS; the role's trust policy decides whether the service may have the role.
 */
import type { ServiceAssumption } from "./role-sessions.ts";

export interface RoleCredentials {
  /**
   * New credentials, good for six hours.
   * @throws {ServiceError} AccessDenied when there is no such role or it does not trust the service
   */
  issue(assumption: ServiceAssumption): Promise<TemporaryKeys>;
}

export interface TemporaryKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly issuedMs: number;
  readonly expiresMs: number;
}
