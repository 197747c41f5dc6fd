/**
 * Whether new objects are sealed although neither the request nor the bucket asks for it: a setting of the server.
 *
 * AWS seals every object since January 2023. Here queries read the store's own files, so a server seals them all only when it is told to, and never says so of an
 * object that is not sealed.
 */
export const BASE_ENCRYPTIONS = ["off", "sealed"] as const;
export type BaseEncryption = (typeof BASE_ENCRYPTIONS)[number];
