/** Nodes that one reading may visit: `..` twice in one path visits each node once for every one above it. The number is chosen; AWS names none. */
export const visitsMax = 1_000_000

/** Levels of a document that `..` goes down. Source: Jackson, the parser AWS reads documents with, reads no more. */
export const depthMax = 1_000

/** Characters of a path. The number is chosen; AWS names none. */
export const pathCharactersMax = 10_000

/** Levels of brackets in the filters of one path. The number is chosen; AWS names none. */
export const filterDepthMax = 20
