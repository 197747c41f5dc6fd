/**
 * When a write is answered. `group`: after the flush that it shares with everybody who came at the same time. `strict`: after a flush of its
 * own. `relaxed`: before the flush, so that a power cut may lose the last moments; a killed process loses nothing.
 */
export const DURABILITIES = ["group", "strict", "relaxed"] as const;
export type Durability = (typeof DURABILITIES)[number];

/** In `relaxed`, nothing more is answered while a flush has not ended for this long. */
export const UNFLUSHED_MS_MAX = 200;
