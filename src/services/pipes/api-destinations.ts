/** API destinations and methods of APIs, which EventBridge calls for pipes: one event with each request, as they take no batches. */
import type * as Api from '@aws-sdk/client-pipes'
import type { Json } from '../../base/json.ts'
import { inRegion } from '../../delivery/index.ts'
import type { BackgroundSurroundings, Caller } from '../../dispatch/index.ts'
import { dynamicValue } from './domain/events.ts'
import { isApi } from './domain/target-rules.ts'

/** Answers the body of the answer. Fails with an AwsError. `event`: what parameters may point into. Requests to APIs are signed as the pipe's role. */
export async function callHttp(
  { call }: BackgroundSurroundings,
  { arn, pipeArn }: { readonly arn: string; readonly pipeArn: string },
  input: string,
  parameters: Api.PipeTargetHttpParameters | undefined,
  event: Json,
  caller: Caller,
): Promise<string> {
  const values = (members: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.entries(members).map(([key, value]) => [key, dynamicValue(value, event)]))
  const { Body } = await call<{ Body: string }>(
    isApi(arn) ? 'events:InvokeApi' : 'events:InvokeApiDestination',
    {
      ...(isApi(arn) ? { Service: 'pipes.amazonaws.com', SourceArn: pipeArn } : {}),
      Arn: arn,
      Input: input,
      HttpParameters: {
        PathParameterValues: (parameters?.PathParameterValues ?? []).map((value) =>
          dynamicValue(value, event),
        ),
        HeaderParameters: values(parameters?.HeaderParameters),
        QueryStringParameters: values(parameters?.QueryStringParameters),
      },
    },
    inRegion(caller, arn.split(':')[3] ?? ''),
  )
  return Body
}
