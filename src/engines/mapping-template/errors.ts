/** A template that cannot be read or rendered. The message is for logs: clients are answered with `Internal server error`. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
}

/** A body that a template asked for as JSON, and is none. The message says why. */
export class BodyNotJsonError extends Error {
  override readonly name = 'BodyNotJsonError'
}
