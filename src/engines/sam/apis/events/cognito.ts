import { userPool } from '../../cloudformation/api-gateway.ts'
import { InvalidEvent, InvalidResource } from '../../errors.ts'
import { invokePermission } from '../../events/permission.ts'
import { getAtt } from '../../intrinsics/build.ts'
import { expectMap } from '../../model/expect.ts'
import { isText, listOf, oneOf, required } from '../../model/properties.ts'
import { keptAttributes, Resource } from '../../model/resource.ts'
import { assumeMap } from '../../openapi/document.ts'
import { keysOf, set } from '../../python/memory.ts'
import { pythonText } from '../../python/text.ts'
import { type Dict, get, has, isDict, type Value } from '../../python/values.ts'
import type { FunctionEvent } from '../../sam-types.ts'

interface LinkedUserPool {
  readonly pool: Dict
  readonly poolId: string
}

/** Event `Cognito` of a function: a trigger of a user pool of the same template. Source: SAM Developer Guide, "Cognito". */
export const cognitoEvent: FunctionEvent = {
  type: 'Cognito',
  rules: {
    UserPool: required(isText),
    Trigger: { required: true, check: oneOf(isText, listOf(isText)), intrinsics: false },
  },
  link(event, resources): LinkedUserPool {
    const given = event.resource.get('UserPool')
    if (isDict(given) && has(given, 'Ref')) {
      const poolId = given.Ref
      if (typeof poolId !== 'string')
        throw new InvalidEvent(event.logicalId, 'Ref in Userpool is not a string.')
      if (has(resources, poolId)) return { pool: assumeMap(resources[poolId]), poolId }
    }
    throw new InvalidEvent(
      event.name,
      'Cognito events must reference a Cognito UserPool in the same template.',
    )
  },
  translate(event, { target, linked }, context) {
    const { pool, poolId } = linked as LinkedUserPool
    const permission = invokePermission(
      event,
      target,
      {
        prefix: `${target.logicalId}Cognito`,
        principal: 'cognito-idp.amazonaws.com',
        sourceArn: getAtt(poolId, 'Arn'),
      },
      context,
    )
    addTriggers(pool, poolId, event.resource.get('Trigger'), target.arn, event.name)
    return [permission, readUserPool(poolId, pool)]
  },
}

/** Changes the pool of the template itself: events of other functions find it so. */
function addTriggers(pool: Dict, poolId: string, given: Value, functionArn: Value, eventName: string): void {
  if ((get(pool, 'Properties') ?? null) === null) set(pool, 'Properties', {})
  const properties = assumeMap(pool.Properties)
  if ((get(properties, 'LambdaConfig') ?? null) === null) set(properties, 'LambdaConfig', {})
  const config = expectMap(properties.LambdaConfig, { id: poolId }, 'LambdaConfig')
  for (const trigger of (Array.isArray(given) ? given : [given]) as string[]) {
    if (has(config, trigger)) {
      throw new InvalidEvent(eventName, `Cognito trigger "${pythonText(given)}" defined multiple times.`)
    }
    set(config, trigger, functionArn)
  }
}

function readUserPool(poolId: string, pool: Dict): Resource {
  if (!has(pool, 'Type')) throw new InvalidResource(poolId, "Resource dict missing key 'Type'.")
  if (pool.Type !== userPool.type) {
    throw new InvalidResource(
      poolId,
      `Resource has incorrect Type; expected '${userPool.type}', got '${pythonText(pool.Type)}'`,
    )
  }
  const properties = assumeMap(pool.Properties)
  for (const name of keysOf(properties)) {
    if (!userPoolProperties.has(name)) {
      throw new InvalidResource(poolId, `property ${name} not defined for resource of type ${userPool.type}`)
    }
  }
  const attributes: Dict = {}
  for (const name of keptAttributes) if (has(pool, name)) attributes[name] = pool[name] as Value
  return new Resource(userPool, poolId, {
    dependsOn: get(pool, 'DependsOn'),
    attributes,
    properties,
  })
}

/** Properties of AWS::Cognito::UserPool that AWS's translator knows; it refuses a pool with others. Source: observed. */
const userPoolProperties = new Set([
  'AccountRecoverySetting',
  'AdminCreateUserConfig',
  'AliasAttributes',
  'AutoVerifiedAttributes',
  'DeletionProtection',
  'DeviceConfiguration',
  'EmailAuthenticationMessage',
  'EmailAuthenticationSubject',
  'EmailConfiguration',
  'EmailVerificationMessage',
  'EmailVerificationSubject',
  'EnabledMfas',
  'LambdaConfig',
  'MfaConfiguration',
  'Policies',
  'Schema',
  'SmsAuthenticationMessage',
  'SmsConfiguration',
  'SmsVerificationMessage',
  'UserAttributeUpdateSettings',
  'UsernameAttributes',
  'UsernameConfiguration',
  'UserPoolAddOns',
  'UserPoolName',
  'UserPoolTags',
  'UserPoolTier',
  'VerificationMessageTemplate',
  'WebAuthnRelyingPartyID',
  'WebAuthnUserVerification',
])
