import { ref, referredId } from '../intrinsics/build.ts'
import { assumeMap } from '../openapi/document.ts'
import { type Dict, get, has, isDict, isEqual, isTruthy, type Value } from '../python/values.ts'
import { connectorResourceType, fillIn } from './profiles.ts'

/** One end of a connector. What is not known is null. */
export interface ConnectorEnd {
  /** Of ends that are resources of the template. */
  readonly logicalId: string | null
  readonly type: string
  readonly arn: Value
  readonly roleName: Value
  readonly queueUrl: Value
  readonly resourceId: Value
  readonly name: Value
  readonly qualifier: Value
}

/** An end that cannot be connected. The message is AWS's. */
export class UnusableConnectorEnd extends Error {}

/** SAM resources are connected as what they become. */
const becomes: Readonly<Record<string, string>> = {
  'AWS::Serverless::Function': 'AWS::Lambda::Function',
  'AWS::Serverless::StateMachine': 'AWS::StepFunctions::StateMachine',
  'AWS::Serverless::Api': 'AWS::ApiGateway::RestApi',
  'AWS::Serverless::HttpApi': 'AWS::ApiGatewayV2::Api',
  'AWS::Serverless::SimpleTable': 'AWS::DynamoDB::Table',
}

/**
 * Reads one end: a resource by its logical id, or all that is needed of something else.
 * Source: SAM Developer Guide, "ResourceReference".
 * @param resources what the template's resources have become
 * @param other the other end as the template has it
 * @throws UnusableConnectorEnd
 */
export function readConnectorEnd(given: Dict, resources: Dict, other: Dict): ConnectorEnd {
  const others = Object.keys(given).filter((name) => name !== 'Id' && name !== 'Qualifier')
  if (has(given, 'Id') === others.length > 0) {
    throw new UnusableConnectorEnd(
      "Must provide 'Id' (with optional 'Qualifier') or a supported combination of other properties.",
    )
  }
  const logicalId = get(given, 'Id')
  if (!isTruthy(logicalId)) return endOfProperties(given)
  if (typeof logicalId !== 'string') throw new UnusableConnectorEnd("'Id' is missing or not a string.")
  const resource = get(resources, logicalId)
  if (!isTruthy(resource)) {
    throw new UnusableConnectorEnd(`Unable to find resource with logical ID '${logicalId}'.`)
  }
  return endOfResource(logicalId, assumeMap(resource), given, other)
}

function endOfProperties(given: Dict): ConnectorEnd {
  const type = typeOf(given)
  const member = (name: string): Value => get(given, name) ?? null
  return {
    logicalId: null,
    type: becomes[type] ?? type,
    arn: member('Arn'),
    roleName: member('RoleName'),
    queueUrl: member('QueueUrl'),
    resourceId: member('ResourceId'),
    name: member('Name'),
    qualifier: member('Qualifier'),
  }
}

function endOfResource(logicalId: string, resource: Dict, given: Dict, other: Dict): ConnectorEnd {
  const type = typeOf(resource)
  const properties = has(resource, 'Properties') ? resource.Properties : {}
  const known = connectorResourceType(type)
  const outputs = fillIn(known.Outputs ?? {}, [['logicalId', logicalId]]) as Dict
  const output = (name: string): Value => get(outputs, name) ?? null
  return {
    logicalId,
    type,
    arn: output('Arn'),
    roleName: roleName(known.Inputs?.Role, properties, other),
    queueUrl: output('Url'),
    resourceId: output('Id'),
    name: output('Name'),
    qualifier: has(given, 'Qualifier') ? (given.Qualifier as Value) : output('Qualifier'),
  }
}

function typeOf(given: Dict): string {
  const type = get(given, 'Type')
  if (typeof type !== 'string' || type === '') {
    throw new UnusableConnectorEnd("'Type' is missing or not a string.")
  }
  return type
}

type RolePlace = string | { readonly Function: string } | undefined

/** The role of a resource, as its name; roles that are no resources of the template have none. */
function roleName(place: RolePlace, properties: Value | undefined, other: Dict): Value {
  if (place === undefined) return null
  const held = assumeMap(properties)
  const role = typeof place === 'string' ? get(held, place) : targetRole(held, other)
  const roleId = isTruthy(role) ? referredId(role) : undefined
  return roleId === undefined || roleId === '' ? null : ref(roleId)
}

/** The role of a rule of EventBridge stands in the target that is the other end. */
function targetRole(rule: Dict, other: Dict): Value | undefined {
  const targets = has(rule, 'Targets') ? rule.Targets : []
  if (!Array.isArray(targets)) throw new TypeError('a list was expected')
  for (const target of targets.map(assumeMap)) {
    const arn = get(target, 'Arn')
    const id = referredId(arn)
    const isById = id !== undefined && id !== '' && id === get(other, 'Id')
    const otherArn = get(other, 'Arn')
    if (isById || (isTruthy(otherArn) && isEqual(arn, otherArn))) return get(target, 'RoleArn')
  }
  return undefined
}

/** Whether a resource's event source mapping leads from one resource to a function. */
export function isMappingBetween(resource: Value, sourceId: string, functionId: string): boolean {
  if (!isDict(resource) || resource.Type !== 'AWS::Lambda::EventSourceMapping') return false
  const properties = assumeMap(has(resource, 'Properties') ? resource.Properties : {})
  return (
    referredId(get(properties, 'FunctionName')) === functionId &&
    referredId(get(properties, 'EventSourceArn')) === sourceId
  )
}
