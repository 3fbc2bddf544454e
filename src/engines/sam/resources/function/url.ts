import { lambdaPermission, lambdaUrl } from '../../cloudformation/lambda.ts'
import { InvalidResource } from '../../errors.ts'
import { isIntrinsic } from '../../intrinsics/build.ts'
import { expectMap } from '../../model/expect.ts'
import { Resource } from '../../model/resource.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { entriesOf } from '../../python/memory.ts'
import { type Dict, get, isTruthy, type Value } from '../../python/values.ts'

/** What the values of `FunctionUrlConfig.Cors` must be, in Python's names of types. */
const corsTypes: Readonly<Record<string, string>> = {
  AllowOrigins: 'list',
  AllowMethods: 'list',
  AllowCredentials: 'bool',
  AllowHeaders: 'list',
  ExposeHeaders: 'list',
  MaxAge: 'int',
}

/** The function's URL and, for one that everybody may call, the permissions for that. @throws InvalidResource */
export function functionUrl(
  resource: SamResource,
  lambda: Resource,
  alias: Resource | undefined,
): Resource[] {
  const config = resource.get('FunctionUrlConfig') as Dict
  const { logicalId } = lambda
  checkAuthType(logicalId, config)
  checkCors(logicalId, config)
  const attributes = resource.passedOn
  const target = alias ? alias.arn : lambda.name
  const authType = config.AuthType ?? null
  const url = new Resource(lambdaUrl, `${logicalId}Url`, {
    attributes,
    properties: {
      Cors: isTruthy(config.Cors) ? (config.Cors as Value) : null,
      AuthType: authType,
      TargetFunctionArn: target,
      InvokeMode: config.InvokeMode ?? null,
    },
  })
  if (authType !== 'NONE' || isIntrinsic(config)) return [url]
  const permission = (suffix: string, action: string, more: Dict) =>
    new Resource(lambdaPermission, logicalId + suffix, {
      attributes,
      properties: { Action: action, FunctionName: target, Principal: '*', ...more },
    })
  return [
    url,
    permission('UrlPublicPermissions', 'lambda:InvokeFunctionUrl', { FunctionUrlAuthType: authType }),
    permission('URLInvokeAllowPublicAccess', 'lambda:InvokeFunction', { InvokedViaFunctionUrl: true }),
  ]
}

function checkAuthType(logicalId: string, config: Dict): void {
  if (isIntrinsic(config)) return
  const { AuthType: authType } = config
  if (isIntrinsic(authType) || authType === 'AWS_IAM' || authType === 'NONE') return
  throw new InvalidResource(
    logicalId,
    'AuthType is required to configure function property `FunctionUrlConfig`. Please provide either AWS_IAM or NONE.',
  )
}

function checkCors(logicalId: string, config: Dict): void {
  const { Cors: given } = config
  if (isIntrinsic(config) || !isTruthy(given) || isIntrinsic(given)) return
  const cors = expectMap(given, { id: logicalId }, 'FunctionUrlConfig.Cors')
  for (const [name, value] of entriesOf(cors)) {
    const type = get(corsTypes as Dict, name)
    if (type === undefined) {
      throw new InvalidResource(logicalId, `${name} is not a valid property for configuring Cors.`)
    }
    if (!isIntrinsic(value) && !isOfType(value, type as string)) {
      throw new InvalidResource(logicalId, `${name} must be of type ${String(type)}.`)
    }
  }
}

function isOfType(value: Value, type: string): boolean {
  if (type === 'list') return Array.isArray(value)
  return typeof value === 'boolean' || (type === 'int' && Number.isInteger(value))
}
