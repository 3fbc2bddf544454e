/** Deploys an example through the public API, as any AWS tool would. Doing it again changes nothing that is as it should be. */
import { hash } from 'node:crypto'
import { join } from 'node:path'
import type { FunctionConfiguration } from '@aws-sdk/client-lambda'
import { type AwsClient, AwsFailure } from '../aws/aws-client.ts'
import { getFunction } from '../aws/lambda-calls.ts'
import { type Example, type ExampleFunction, packFunction, readExample } from './read-example.ts'

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
})

const policy = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'

/** Brings an example's role and functions up, or up to date. Fails with an AwsFailure. */
export async function deployExample(client: AwsClient, folder: string): Promise<Example> {
  const example = readExample(folder)
  const role = await ensureRole(client, example.role)
  await Promise.all(
    example.functions.map((one) => ensureFunction(client, one, role, packFunction(join(folder, one.folder)))),
  )
  return example
}

async function ensureRole(client: AwsClient, name: string): Promise<string> {
  const arnIn = (text: string) => /<Arn>([^<]+)<\/Arn>/.exec(text)?.[1] ?? ''
  const get = () => iam(client, { Action: 'GetRole', RoleName: name })
  try {
    return arnIn(await get())
  } catch (error) {
    if (!(error instanceof AwsFailure) || error.code !== 'NoSuchEntity') throw error
  }
  const made = await iam(client, {
    Action: 'CreateRole',
    RoleName: name,
    AssumeRolePolicyDocument: trust,
  })
  await iam(client, { Action: 'AttachRolePolicy', RoleName: name, PolicyArn: policy })
  return arnIn(made)
}

async function iam(client: AwsClient, form: Readonly<Record<string, string>>): Promise<string> {
  const { body } = await client.send({
    service: 'iam',
    method: 'POST',
    path: [],
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...form, Version: '2010-05-08' }).toString(),
  })
  return body.toString('utf8')
}

async function ensureFunction(
  client: AwsClient,
  { name, description, runtime, handler }: ExampleFunction,
  role: string,
  zip: Uint8Array,
): Promise<void> {
  const ZipFile = Buffer.from(zip).toString('base64')
  const send = (method: 'POST' | 'PUT', path: readonly string[], input: object) =>
    client.send({
      service: 'lambda',
      method,
      path: ['2015-03-31', 'functions', ...path],
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
    })
  const present = await findFunction(client, name)
  if (present) {
    // One that could not be made ready may be by now: a runtime may have come.
    const isStale = present.CodeSha256 !== hash('sha256', zip, 'base64') || present.State === 'Failed'
    if (isStale) await send('PUT', [name, 'code'], { ZipFile })
    return
  }
  await send('POST', [''], {
    FunctionName: name,
    Description: description,
    Runtime: runtime,
    Handler: handler,
    Role: role,
    Code: { ZipFile },
  })
}

async function findFunction(client: AwsClient, name: string): Promise<FunctionConfiguration | undefined> {
  try {
    return await getFunction(client, name)
  } catch (error) {
    if (error instanceof AwsFailure && error.code === 'ResourceNotFoundException') return undefined
    throw error
  }
}
