/**
 * The AWS Parameters and Secrets Lambda Extension by AWS's layer ARNs. Sources: Secrets Manager User Guide, "Use AWS Secrets Manager secrets in
 * AWS Lambda functions"; Systems Manager User Guide, "Using Parameter Store parameters in AWS Lambda functions"; words of its refusals: what
 * users of AWS have published.
 */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { SecretsManager } from '@aws-sdk/client-secrets-manager'
import { SSM } from '@aws-sdk/client-ssm'
import { testServer } from '../../support/server.ts'
import { zipOf } from '../../support/zip.ts'
import { type Account, jsonOf, makeActive, newAccount } from './support.ts'

const server = testServer()
const layer = 'arn:aws:lambda:us-east-1:177933569100:layer:AWS-Parameters-and-Secrets-Lambda-Extension:12'

/** Asks what it is told to, and once before it may. */
const askingPython = `
import os, urllib.error, urllib.request

def ask(path, token=os.environ['AWS_SESSION_TOKEN']):
    headers = {'X-Aws-Parameters-Secrets-Token': token}
    try:
        with urllib.request.urlopen(urllib.request.Request('http://localhost:2773' + path, headers=headers)) as answer:
            return [answer.status, answer.read().decode()]
    except urllib.error.HTTPError as answer:
        return [answer.code, answer.read().decode()]

early = ask('/secretsmanager/get?secretId=password')

def handler(event, context):
    return [early] + [ask(*asked) for asked in event]
`

const askingNode = `
export const handler = async (paths) => {
  const headers = { 'X-Aws-Parameters-Secrets-Token': process.env.AWS_SESSION_TOKEN }
  return await Promise.all(paths.map(async (path) => {
    const answer = await fetch('http://localhost:3000' + path, { headers })
    return (await answer.json()).Parameter.Value
  }))
}
`

describe('the extension for parameters and secrets', () => {
  let account: Account
  let secrets: SecretsManager
  let parameters: SSM
  before(() => {
    account = newAccount(server)
    const config = server.config({ account: account.id })
    secrets = new SecretsManager(config)
    parameters = new SSM(config)
  })

  it('answers what services answer, and keeps it', async () => {
    const { ARN, VersionId } = await secrets.createSecret({ Name: 'password', SecretString: 'first' })
    await parameters.putParameter({ Name: '/app/key', Value: 'one', Type: 'SecureString' })
    await makeActive(account, 'asking', askingPython, {
      Layers: [layer],
      Timeout: 30,
      Environment: { Variables: { SSM_PARAMETER_STORE_TTL: '0' } },
    })
    const ask = async (...asked: Array<readonly [path: string, token?: string]>) => {
      const { Payload, FunctionError } = await account.lambda.invoke({
        FunctionName: 'asking',
        Payload: JSON.stringify(asked),
      })
      assert.equal(FunctionError, undefined)
      return jsonOf(Payload) as Array<[number, string]>
    }
    const parameter = '/systemsmanager/parameters/get/?name=%2Fapp%2Fkey&withDecryption=true'
    const secret = '/secretsmanager/get?secretId=password'
    const [early, first, value, ...refused] = await ask(
      [secret],
      [parameter],
      ['/secretsmanager/get?secretId=none'],
      ['/none'],
      [secret, 'another'],
    )
    assert.deepEqual(early, [400, 'not ready to serve traffic, please wait'])
    const { CreatedDate, ...told } = JSON.parse(first?.[1] ?? '')
    assert.match(CreatedDate, /^\d{4}-\d\d-\d\dT.*Z$/)
    assert.deepEqual(told, {
      ARN,
      Name: 'password',
      SecretBinary: null,
      SecretString: 'first',
      VersionId,
      VersionStages: ['AWSCURRENT'],
      ResultMetadata: {},
    })
    assert.equal(JSON.parse(value?.[1] ?? '').Parameter.Value, 'one')
    assert.deepEqual(refused, [
      [400, 'an unexpected error occurred while executing request'],
      [404, '404 page not found'],
      [401, 'Unauthorized'],
    ])
    await secrets.putSecretValue({ SecretId: 'password', SecretString: 'second' })
    await parameters.putParameter({ Name: '/app/key', Value: 'two', Type: 'SecureString', Overwrite: true })
    const values = (
      await ask([secret], [`${secret}&versionStage=AWSPREVIOUS`], [parameter], [`${parameter}&version=1`])
    ).slice(1)
    // The secret is kept for its time; parameters are not.
    assert.deepEqual(
      values.map(([, body]) => {
        const { SecretString, Parameter } = JSON.parse(body)
        return SecretString ?? Parameter.Value
      }),
      ['first', 'first', 'two', 'one'],
    )
  })

  it('listens where it is told to, beside any runtime', async () => {
    await parameters.putParameter({ Name: 'plain', Value: 'text', Type: 'String' })
    await makeActive(account, 'asking-js', undefined, {
      Runtime: 'nodejs24.x',
      Layers: [layer],
      Timeout: 30,
      Code: { ZipFile: zipOf({ 'index.mjs': askingNode }) },
      Environment: { Variables: { PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: '3000' } },
    })
    const path = '/systemsmanager/parameters/get?name=plain'
    const { Payload } = await account.lambda.invoke({
      FunctionName: 'asking-js',
      Payload: JSON.stringify(Array.from({ length: 5 }, () => path)),
    })
    assert.deepEqual(
      jsonOf(Payload),
      Array.from({ length: 5 }, () => 'text'),
    )
  })
})
