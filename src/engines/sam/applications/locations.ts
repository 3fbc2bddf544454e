/** Where the templates of AWS::Serverless::Application come from: an address, or the Serverless Application Repository. */
import type { Context } from '../context.ts'
import { InvalidResource } from '../errors.ts'
import { expectPresent, expectString } from '../model/expect.ts'
import { deepCopy } from '../python/memory.ts'
import { type Dict, has, isDict, isTruthy, type Value } from '../python/values.ts'
import { samResources } from '../sam-template.ts'

const dynamicReference = /\{\{resolve:ssm:[a-zA-Z0-9_.\-/]+(:\d+)?\}\}/

/** Resolves ids and versions of applications in their Location, in place. */
export function resolveApplications(template: Dict, context: Context): void {
  for (const [, { Properties: properties }] of samResources(template, ['AWS::Serverless::Application'])) {
    const location = isDict(properties) ? properties.Location : undefined
    if (!isDict(location)) continue
    const { ApplicationId: id, SemanticVersion: version } = location
    if (id === undefined || id === null || version === undefined || version === null) continue
    for (const name of ['ApplicationId', 'SemanticVersion'])
      location[name] = context.resolveMappings(context.resolveParameters(deepCopy(location[name] as Value)))
  }
}

/** Gives an application its TemplateUrl. @throws InvalidResource */
export function locateApplication(logicalId: string, properties: Dict, context: Context): void {
  if (!has(properties, 'Location')) throw missing(logicalId, 'Location')
  const { Location: location } = properties
  if (!isDict(location)) {
    properties.TemplateUrl = location as Value
    return
  }
  for (const name of ['ApplicationId', 'SemanticVersion'])
    if (!has(location, name)) throw missing(logicalId, name)
  const unresolved = (name: string) =>
    new InvalidResource(
      logicalId,
      `Property '${name}' cannot be resolved. Only FindInMap and Ref intrinsic functions are supported.`,
    )
  const id = expectPresent(location.ApplicationId, { id: logicalId }, 'ApplicationId')
  if (isDict(id)) throw unresolved('ApplicationId')
  const { SemanticVersion: version } = location
  if (!isTruthy(version)) {
    throw new InvalidResource(logicalId, "Property 'SemanticVersion' cannot be blank.")
  }
  if (isDict(version)) throw unresolved('SemanticVersion')
  const application = expectString(id, { id: logicalId }, 'Location.ApplicationId')
  const semanticVersion = expectString(version, { id: logicalId }, 'Location.SemanticVersion')
  if (dynamicReference.test(application)) {
    throw new InvalidResource(
      logicalId,
      "Serverless Application Repostiory does not support dynamic reference in 'ApplicationId' property.",
    )
  }
  const url = context.options.applicationTemplateUrl?.(application, semanticVersion)
  // Without the repository nothing is known of it: AWS's words for an id or a version that is not there.
  if (url === undefined) {
    throw new InvalidResource(
      logicalId,
      `Application not found. Application with id ${application} and version ${semanticVersion} was not found.`,
    )
  }
  properties.TemplateUrl = url
}

function missing(logicalId: string, name: string): InvalidResource {
  return new InvalidResource(logicalId, `Resource is missing the required [${name}] property.`)
}
