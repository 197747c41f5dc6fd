import { anyAccess } from "../access.ts";
import type { AthenaOperation } from "../athena.ts";
import { ENGINE_VERSION } from "../work-groups/work-group.ts";

/** The one engine version there is, under both of its names. */
export const listEngineVersions: AthenaOperation<"ListEngineVersions"> = {
  access: () => anyAccess("ListEngineVersions"),
  handle: () =>
    Promise.resolve({
      EngineVersions: [
        { SelectedEngineVersion: "AUTO", EffectiveEngineVersion: ENGINE_VERSION },
        { SelectedEngineVersion: ENGINE_VERSION, EffectiveEngineVersion: ENGINE_VERSION },
      ],
    }),
};
