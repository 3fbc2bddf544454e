/** Calls of AWS services that integrations make. */
import type { AwsError } from '../aws/aws-error.ts'
import { parseRegion } from '../aws/identifiers.ts'
import type { JsonObject } from '../base/json.ts'
import { roleCaller } from '../delivery/index.ts'
import { inputFromJson } from '../dispatch/index.ts'
import { loadModel, namedServices } from '../models/index.ts'
import type { ApiExchange } from './exchange.ts'

/** What is called, and as whom. */
export interface ServiceCall {
  /** `sqs:SendMessage`. */
  readonly operation: string
  readonly input: JsonObject
  /** The API's own where it is not said, or is none. */
  readonly region?: string | undefined
  readonly roleArn: string
}

/** Calls a service as a role. Fails with the operation's AwsError. */
export async function callAsRole(
  {
    surroundings,
    api,
    signal,
    traceHeader,
  }: Pick<ApiExchange, 'surroundings' | 'api' | 'signal' | 'traceHeader'>,
  { operation, input, region, roleArn }: ServiceCall,
): Promise<unknown> {
  const home = { ...api, region: parseRegion(region ?? api.region) ?? api.region }
  const caller = roleCaller(home, roleArn, 'BackplaneAssumeRoleSession', { signal, traceHeader })
  return surroundings.call(operation, await inputOf(operation, input), caller)
}

/** The HTTP status of an operation's error. */
export function statusOf({ statusCode, fault }: AwsError): number {
  return statusCode ?? (fault === 'server' ? 500 : 400)
}

/** Bytes are given as text in base64 where a service takes them; Kinesis alone does. */
async function inputOf(operation: string, given: JsonObject): Promise<object> {
  const [prefix, name = ''] = operation.split(':', 2)
  const service = namedServices.find((one) => one.prefix === prefix)
  const model = service && (await loadModel(service.model)).operations.get(name)
  return model ? inputFromJson(model, given) : given
}
