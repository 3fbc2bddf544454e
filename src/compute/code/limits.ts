/** Bounds of archives and of the folder that they are unpacked into. */

/** A function's code, or a layer's, unzipped. Unit: bytes. Source: Lambda Developer Guide, "Lambda quotas", 250 MB. */
export const unzippedBytesMax = 262_144_000

/** Files and folders in an archive. Source: chosen; a large node_modules has a third of it. */
export const entryCountMax = 150_000

/** An entry's name. Unit: bytes. Source: Linux, PATH_MAX less the folders above it. */
export const entryNameBytesMax = 3_500

/** A part of an entry's name. Unit: bytes. Source: Linux, NAME_MAX. */
export const namePartBytesMax = 255

/** What a symbolic link may hold. Unit: bytes. Source: chosen; Linux takes 4,095. */
export const linkBytesMax = 1_024

/** All unpacked code together; what is used least goes first. Unit: bytes. Source: chosen. */
export const codeCacheBytesMax = 8 * 1024 ** 3

/** Code in use is marked so this often, and what was not marked for thrice as long may go. Unit: milliseconds. Source: chosen. */
export const markUsedEveryMs = 600_000
