import type { FunctionConfiguration } from '@aws-sdk/client-lambda'
import type { AwsClient } from './aws-client.ts'

const functionsPath = ['2015-03-31', 'functions']

/** All functions of the account in the region, by name. */
export async function listFunctions(client: AwsClient): Promise<FunctionConfiguration[]> {
  const found: FunctionConfiguration[] = []
  let marker: string | undefined
  do {
    const answer = await client.send({
      service: 'lambda',
      method: 'GET',
      path: [...functionsPath, ''],
      query: { Marker: marker },
    })
    const page = JSON.parse(answer.body.toString('utf8')) as {
      Functions?: FunctionConfiguration[]
      NextMarker?: string | null
    }
    found.push(...(page.Functions ?? []))
    marker = page.NextMarker ?? undefined
  } while (marker !== undefined && marker !== '')
  return found
}

/** The configuration of a function. Fails with an AwsFailure. */
export async function getFunction(client: AwsClient, name: string): Promise<FunctionConfiguration> {
  const answer = await client.send({
    service: 'lambda',
    method: 'GET',
    path: [...functionsPath, name, 'configuration'],
  })
  return JSON.parse(answer.body.toString('utf8')) as FunctionConfiguration
}

/** What a function is invoked with. */
export interface InvokeRequest {
  readonly name: string
  readonly qualifier?: string
  readonly event: string
  readonly asynchronous: boolean
  readonly tail: boolean
}

/** What came of it. */
export interface InvokeAnswer {
  readonly payload: string
  readonly functionError?: string
  /** The last 4 KB of the log. */
  readonly log?: string
  readonly requestId: string
}

/** Invokes a function. Fails with an AwsFailure. */
export async function invokeFunction(client: AwsClient, asked: InvokeRequest): Promise<InvokeAnswer> {
  const { headers, body } = await client.send({
    service: 'lambda',
    method: 'POST',
    path: [...functionsPath, asked.name, 'invocations'],
    query: { Qualifier: asked.qualifier },
    headers: {
      'x-amz-invocation-type': asked.asynchronous ? 'Event' : 'RequestResponse',
      ...(asked.tail ? { 'x-amz-log-type': 'Tail' } : {}),
    },
    body: asked.event,
  })
  const functionError = headers['x-amz-function-error']
  const log = headers['x-amz-log-result']
  return {
    payload: body.toString('utf8'),
    requestId: String(headers['x-amzn-requestid'] ?? ''),
    ...(functionError === undefined ? {} : { functionError: String(functionError) }),
    ...(log === undefined ? {} : { log: Buffer.from(String(log), 'base64').toString('utf8') }),
  }
}
