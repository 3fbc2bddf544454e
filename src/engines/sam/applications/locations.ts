/** Where the templates of AWS::Serverless::Application come from: an address, or the Serverless Application Repository. */
import type { Context } from '../context.ts'
import { InvalidDocument, InvalidResource, InvalidTemplate } from '../errors.ts'
import { expectPresent, expectString } from '../model/expect.ts'
import { deepCopy } from '../python/memory.ts'
import { type Dict, has, isDict, isTruthy, type Value } from '../python/values.ts'
import { samResources } from '../sam-template.ts'

const dynamicReference = /\{\{resolve:ssm:[a-zA-Z0-9_.\-/]+(:\d+)?\}\}/

/** Regions that have the repository. Source: botocore's endpoints of serverlessrepo. */
const regions = new Set(
  `us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 sa-east-1 eu-central-1 eu-north-1 eu-west-1 eu-west-2 eu-west-3
  ap-east-1 ap-northeast-1 ap-northeast-2 ap-south-1 ap-southeast-1 ap-southeast-2 me-south-1 us-gov-east-1
  us-gov-west-1 cn-north-1 cn-northwest-1`.split(/\s+/),
)

const keyOf = (id: Value, version: Value) => JSON.stringify([id, version])

/**
 * Resolves ids and versions of applications in their Location, in place, and looks each application up once: the first
 * resource that names one stands in its error.
 * @throws InvalidDocument when the template's mappings are no map
 */
export function resolveApplications(template: Dict, context: Context): void {
  if (template.Mappings !== undefined && !isDict(template.Mappings)) {
    throw new InvalidDocument([
      new InvalidTemplate("'Mappings' or 'Parameters' is either null or not a valid dictionary."),
    ])
  }
  for (const [logicalId, { Properties: properties }] of samResources(template, [
    'AWS::Serverless::Application',
  ])) {
    const location = isDict(properties) ? properties.Location : undefined
    if (!isDict(location)) continue
    if ((location.ApplicationId ?? null) === null || (location.SemanticVersion ?? null) === null) continue
    const [id, version] = ['ApplicationId', 'SemanticVersion'].map((name) => {
      const given = deepCopy(location[name] as Value)
      const resolved = context.resolveMappings(context.resolveParameters(given))
      location[name] = resolved
      return resolved
    }) as [Value, Value]
    const key = keyOf(id, version)
    if (isDict(id) || isDict(version) || context.applications.has(key)) continue
    context.applications.set(key, lookUp(logicalId, id, version, context))
  }
}

function lookUp(logicalId: string, id: Value, version: Value, context: Context): string | InvalidResource {
  const owner = { id: logicalId }
  try {
    const application = expectString(id, owner, 'Location.ApplicationId')
    const semanticVersion = expectString(version, owner, 'Location.SemanticVersion')
    if (!regions.has(context.region)) {
      return new InvalidResource(
        logicalId,
        'Serverless Application Repository is not available in this region.',
      )
    }
    if (dynamicReference.test(application)) {
      return new InvalidResource(
        logicalId,
        "Serverless Application Repostiory does not support dynamic reference in 'ApplicationId' property.",
      )
    }
    const url = context.options.applicationTemplateUrl?.(application, semanticVersion)
    // Where nothing is known of the repository, no application is in it.
    return url ?? new InvalidResource(logicalId, `Application ${application} does not exist`)
  } catch (error) {
    if (error instanceof InvalidResource) return error
    throw error
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
  const { SemanticVersion: version = null } = location
  if (!isTruthy(version)) {
    throw new InvalidResource(logicalId, "Property 'SemanticVersion' cannot be blank.")
  }
  if (isDict(version)) throw unresolved('SemanticVersion')
  const found = context.applications.get(keyOf(id, version))
  if (found === undefined) throw new TypeError('an application that was not looked up')
  if (found instanceof InvalidResource) throw found
  properties.TemplateUrl = found
}

function missing(logicalId: string, name: string): InvalidResource {
  return new InvalidResource(logicalId, `Resource is missing the required [${name}] property.`)
}
