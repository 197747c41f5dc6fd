/** How the files of a table are named in its warehouse. Nobody relies on it: readers follow the names in the files. */
export const METADATA_CONTENT_TYPE = "application/json";
