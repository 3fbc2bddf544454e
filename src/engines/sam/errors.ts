/** What can be wrong with a template, in AWS's words. Source: the messages of aws-sam-translator 1.115.0, observed. */

/** A fault of a template: the transform collects them, or ends with one. */
export abstract class SamError extends Error {}

/** The template as a whole is refused: nothing further is read. */
export class InvalidDocument extends SamError {
  readonly causes: readonly SamError[]

  constructor(causes: readonly SamError[]) {
    const known = new Map<string, SamError>()
    for (const cause of causes) known.set(cause.message, cause)
    super(`Invalid Serverless Application Specification document. Number of errors found: ${known.size}.`)
    this.causes = [...known.values()]
  }
}

/** The template's structure is wrong. */
export class InvalidTemplate extends SamError {
  constructor(sentence: string) {
    super(`Structure of the SAM template is invalid. ${sentence}`)
  }
}

/** A resource is wrong. */
export class InvalidResource extends SamError {
  readonly logicalId: string

  constructor(logicalId: string, sentence: string) {
    super(`Resource with id [${logicalId}] is invalid. ${sentence}`)
    this.logicalId = logicalId
  }
}

/** An event of a function or state machine is wrong. */
export class InvalidEvent extends SamError {
  constructor(eventId: string, sentence: string) {
    super(`Event with id [${eventId}] is invalid. ${sentence}`)
  }
}

/** A resource would be made under an id that the template uses already. */
export class DuplicateLogicalId extends SamError {
  constructor(logicalId: string, duplicate: string, type: string) {
    super(
      `Transforming resource with id [${logicalId}] attempts to create a new resource with id [${duplicate}] and type "${type}". ` +
        'A resource with that id already exists within this template. Please use a different id for that resource.',
    )
  }
}

/** The section Globals is wrong. */
export class InvalidGlobals extends SamError {
  constructor(sentence: string) {
    super(`'Globals' section is invalid. ${sentence}`)
  }
}

/** `InvalidResource` for a property of a wrong type: `expected` is what it should be, for example `map`. */
export function wrongPropertyType(
  logicalId: string,
  path: string,
  expected?: string,
  sentence?: string,
): InvalidResource {
  return new InvalidResource(
    logicalId,
    sentence ||
      (expected ? `Property '${path}' should be a ${expected}.` : `Type of property '${path}' is invalid.`),
  )
}

/** `InvalidResource` for an attribute (DependsOn, Connectors, ...) of a wrong type. */
export function wrongAttributeType(
  logicalId: string,
  path: string,
  expected?: string,
  sentence?: string,
): InvalidResource {
  return new InvalidResource(
    logicalId,
    sentence ||
      (expected ? `Attribute '${path}' should be a ${expected}.` : `Type of attribute '${path}' is invalid.`),
  )
}
