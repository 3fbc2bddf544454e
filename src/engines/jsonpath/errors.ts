/** A text that is no path of this dialect. The message says where and why. */
export class PathSyntaxError extends Error {
  override readonly name = 'PathSyntaxError'
}

/** A path that would visit more of a document than a path may. */
export class PathTooCostlyError extends Error {
  override readonly name = 'PathTooCostlyError'
}
