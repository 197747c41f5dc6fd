/** Several watchers of S3's calls as the one that the gateway tells. */
import type { CallWatcher } from "../../../kit/ports/call-watcher.ts";

export function watchingAll(watchers: readonly CallWatcher[]): CallWatcher {
  return {
    get isWatching() {
      return watchers.some((watcher) => watcher.isWatching);
    },
    answered(call) {
      for (const watcher of watchers) if (watcher.isWatching) watcher.answered(call);
    },
  };
}
