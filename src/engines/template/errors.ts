/**
 * What is wrong with a template or with the values given for it. The message is AWS's own, whole: the service answers it as
 * a `ValidationError` with status 400.
 * Source: what AWS answers to ValidateTemplate, CreateStack and CreateChangeSet.
 */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
}

/** A template that is not built as templates are. */
export function formatError(text: string): TemplateError {
  return new TemplateError(`Template format error: ${text}`)
}

/** A function of a template that cannot be computed. */
export function functionError(text: string): TemplateError {
  return new TemplateError(`Template error: ${text}`)
}
