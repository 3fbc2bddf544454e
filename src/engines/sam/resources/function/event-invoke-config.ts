/** `EventInvokeConfig`: how asynchronous invocations are repeated, and where their results go. */
import { lambdaEventInvokeConfig } from '../../cloudformation/lambda.ts'
import { snsTopic, sqsQueue } from '../../cloudformation/messaging.ts'
import type { Context } from '../../context.ts'
import { InvalidResource } from '../../errors.ts'
import { conditional, isIf, isNoValue, not, ref } from '../../intrinsics/build.ts'
import { expectMap } from '../../model/expect.ts'
import { Resource } from '../../model/resource.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { allowing, bucketDestinationPolicy } from '../../policies/documents.ts'
import { pythonRepresentation, pythonText } from '../../python/text.ts'
import { type Dict, isDict, isTruthy, put, type Value } from '../../python/values.ts'

const types = ['SQS', 'SNS', 'EventBridge', 'Lambda', 'S3Bucket']
/** Destinations that are made when none is named. */
const madeTypes = ['SQS', 'SNS']
/** Longest name of a condition. Source: the translator. */
const conditionNameLengthMax = 255

interface Destination {
  readonly made?: Resource
  readonly value: Value
  readonly policy?: Dict
}

/** The resource, queues and topics for results, and policies for the function's role. @throws InvalidResource */
export function eventInvokeConfig(
  resource: SamResource,
  published: { readonly alias: Resource; readonly aliasName: string } | undefined,
  context: Context,
): { resources: Resource[]; policies: Dict[] } {
  const { logicalId: functionId } = resource
  const given = resource.get('EventInvokeConfig') as Dict
  const config = context.resolveParameters(given)
  // Python asks the resolved value for members.
  if (!isDict(config)) throw new TypeError('no map')
  const logicalId = `${functionId}EventInvokeConfig`
  const resources: Resource[] = []
  const policies: Dict[] = []
  const destinations: Dict = {}
  if (isTruthy(config.DestinationConfig)) {
    const path = 'EventInvokeConfig.DestinationConfig'
    const wanted = expectMap(config.DestinationConfig, { id: functionId }, path)
    for (const outcome of ['OnSuccess', 'OnFailure']) {
      if (wanted[outcome] === undefined || wanted[outcome] === null) continue
      const place = expectMap(wanted[outcome], { id: functionId }, `${path}.${outcome}`)
      const destination = destinationFor(resource, place, logicalId, outcome, context)
      destinations[outcome] = { Destination: destination.value }
      // In the template's own map, as AWS's translator does: functions that share it by Globals share the destination too.
      place.Destination = destination.value
      if (destination.made) resources.push(destination.made)
      policies.push(destination.policy ?? {})
    }
  }
  resources.push(
    new Resource(lambdaEventInvokeConfig, logicalId, {
      dependsOn: published ? [published.alias.logicalId] : undefined,
      attributes: resource.attributes,
      properties: {
        FunctionName: ref(functionId),
        Qualifier: published ? published.aliasName : '$LATEST',
        DestinationConfig: destinations,
        MaximumEventAgeInSeconds: config.MaximumEventAgeInSeconds ?? null,
        MaximumRetryAttempts: config.MaximumRetryAttempts ?? null,
      },
    }),
  )
  return { resources, policies }
}

function destinationFor(
  resource: SamResource,
  place: Dict,
  configId: string,
  outcome: string,
  context: Context,
): Destination {
  const { logicalId: functionId } = resource
  const { Type: type } = place
  const prefix = configId + outcome
  if (typeof type !== 'string' || !types.includes(type)) {
    throw new InvalidResource(
      functionId,
      `'Type: ${pythonText(type)}' must be one of ${pythonRepresentation(types)}`,
    )
  }
  const given = place.Destination ?? null
  const { condition, otherwise } = conditionOf(given, configId, context)
  if (given !== null && condition === null) {
    return { value: given, policy: destinationPolicy(type, prefix, given) }
  }
  const combined = both(functionId, resource.passedOn.Condition ?? null, condition, context)
  if (!madeTypes.includes(type)) {
    throw new InvalidResource(
      functionId,
      `Destination is required if Type is not ${pythonRepresentation(madeTypes)}`,
    )
  }
  const made =
    type === 'SQS'
      ? new Resource(sqsQueue, `${prefix}Queue`, { attributes: resource.passedOn })
      : new Resource(snsTopic, `${prefix}Topic`, { attributes: resource.passedOn })
  if (isTruthy(combined)) made.attributes.Condition = combined
  const value = isTruthy(condition) ? conditional(condition, made.arn, otherwise) : made.arn
  return { made, value, policy: destinationPolicy(type, prefix, value) }
}

function destinationPolicy(type: string, prefix: string, destination: Value): Dict {
  switch (type) {
    case 'SQS':
      return allowing(`${prefix}SQSPolicy`, 'sqs:SendMessage', destination)
    case 'SNS':
      return allowing(`${prefix}SNSPolicy`, 'sns:publish', destination)
    case 'EventBridge':
      return allowing(`${prefix}EventBridgePolicy`, 'events:PutEvents', destination)
    case 'Lambda':
      return allowing(`${prefix}LambdaPolicy`, 'lambda:InvokeFunction', destination)
    default:
      return bucketDestinationPolicy(prefix, destination)
  }
}

/** The condition under which a destination that is an Fn::If is not given, and what it is otherwise. */
function conditionOf(
  destination: Value,
  configId: string,
  context: Context,
): { condition: Value; otherwise: Value } {
  const none = { condition: null, otherwise: null }
  if (!isIf(destination)) return none
  const parts = destination['Fn::If']
  if (!Array.isArray(parts) || parts.length !== 3) {
    throw new InvalidResource(configId, "Malformed 'Destination' property: Fn::If requires 3 arguments.")
  }
  const [condition = null, whenTrue = null, whenFalse = null] = parts
  if (isNoValue(whenTrue)) return isNoValue(whenFalse) ? none : { condition, otherwise: whenFalse }
  if (!isNoValue(whenFalse)) return none
  const opposite = conditionName(`NOT${pythonText(condition)}`, configId, context)
  if (context.conditions) put(context.conditions, opposite, not(condition))
  return { condition: opposite, otherwise: whenTrue }
}

function both(functionId: string, own: Value, other: Value, context: Context): Value {
  if (own === null || other === null) return own ?? other
  const name = conditionName(`${pythonText(own)}AND${pythonText(other)}`, functionId, context)
  const wrapped = [own, other].map((condition) => ({ Condition: { Condition: condition } }))
  if (isDict(context.conditions)) put(context.conditions, name, { 'Fn::And': wrapped })
  return name
}

function conditionName(name: string, hashed: string, context: Context): string {
  return (name + context.hashedId('', hashed)).slice(0, conditionNameLengthMax)
}
