/**
 * Thrown (as a rejection) for an argument that no engine can take: a key part of a forbidden kind, a key or value
 * over its limit, a limit that is no count. The caller is wrong, nothing was done, and trying again cannot help.
 */
export class StoreArgumentError extends Error {
  override readonly name = 'StoreArgumentError'
}
