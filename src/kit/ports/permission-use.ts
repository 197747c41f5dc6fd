/**
 * Which permissions a principal has really used: counted by the decision log, read by `iam:GenerateServiceLastAccessedDetails` and by
 * `lakebed policy suggest`. Sessions of a role count for the role, federated users for whoever created them. The root user's use is not
 * counted, because no policy decides it.
 */

/** Use of one action by one principal. */
export interface ActionUse {
  /** As it was checked, e.g. `s3:GetObject`. */
  readonly action: string;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** Region of the last use. */
  readonly lastRegion: string;
  /** ARNs, with `*` where there were more than are kept one by one; `*` for actions without a resource. */
  readonly resources: readonly ResourceUse[];
}

export interface ResourceUse {
  readonly resource: string;
  readonly count: number;
  readonly lastMs: number;
}

export interface PermissionUses {
  /** By action, in name order. `principalArn` is of a user or a role. Empty for a principal that used nothing in 400 days. */
  of(principalArn: string): Promise<readonly ActionUse[]>;
}
