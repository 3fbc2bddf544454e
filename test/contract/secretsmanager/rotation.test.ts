import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { SecretsManager } from '@aws-sdk/client-secrets-manager'
import { VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'
import {
  type Account as FunctionAccount,
  makeFunction,
  newAccount as newFunctionAccount,
  untilActive,
} from '../lambda/support.ts'
import { newAccount, newToken, refused } from './support.ts'

const hour = 3_600_000

/** As AWS's templates are made: four steps, each of which may come twice. */
const rotating = `
import boto3

client = boto3.client("secretsmanager")

def handler(event, context):
    arn, token, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
    versions = client.describe_secret(SecretId=arn)["VersionIdsToStages"]
    assert "AWSPENDING" in versions[token], versions
    current = client.get_secret_value(SecretId=arn, VersionStage="AWSCURRENT")
    if step == "createSecret":
        try:
            client.get_secret_value(SecretId=arn, VersionId=token, VersionStage="AWSPENDING")
        except client.exceptions.ResourceNotFoundException:
            value = current["SecretString"] + "+"
            client.put_secret_value(SecretId=arn, ClientRequestToken=token, SecretString=value, VersionStages=["AWSPENDING"])
    elif step == "testSecret":
        client.get_secret_value(SecretId=arn, VersionId=token, VersionStage="AWSPENDING")
        if "broken" in current["SecretString"]:
            raise ValueError("the database says no")
    elif step == "finishSecret" and current["VersionId"] != token:
        client.update_secret_version_stage(
            SecretId=arn, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=current["VersionId"])
`

describe('rotation', { timeout: 120_000 }, () => {
  const clock = new VirtualClock(Date.UTC(2026, 4, 1, 12))
  const server = testServer({ clock })

  let functions: FunctionAccount
  before(async () => {
    functions = newFunctionAccount(server)
    await makeFunction(functions, 'f', { Timeout: 60, MemorySize: 512 }, rotating)
    await untilActive(functions, 'f')
  })

  async function prepare(Name: string, SecretString: string) {
    const { secrets } = newAccount(server, 'us-east-1', functions.id)
    await secrets.createSecret({ Name, SecretString })
    return { secrets, arn: functions.arn('f') }
  }

  const permit = () =>
    functions.lambda.addPermission({
      FunctionName: 'f',
      StatementId: 's',
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
    })

  async function readValue(secrets: SecretsManager, SecretId: string, VersionStage = 'AWSCURRENT') {
    return (await secrets.getSecretValue({ SecretId, VersionStage })).SecretString
  }

  it('makes the new version by four steps of a function, now and by schedule', async () => {
    const { secrets, arn } = await prepare('a', 'p')
    const rotate = (more: object = {}) =>
      secrets.rotateSecret({
        SecretId: 'a',
        RotationLambdaARN: arn,
        RotationRules: { ScheduleExpression: 'rate(4 hours)' },
        ...more,
      })
    await refused(
      secrets.rotateSecret({ SecretId: 'a' }),
      'InvalidRequestException',
      'No Lambda rotation function ARN is associated with this secret.',
    )
    await refused(
      rotate(),
      'AccessDeniedException',
      'Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.',
    )
    await permit()
    const ClientRequestToken = newToken()
    const answer = await rotate({ ClientRequestToken })
    assert.equal(answer.VersionId, ClientRequestToken)
    await until(async () => (await readValue(secrets, 'a')) === 'p+')
    assert.equal(await readValue(secrets, 'a', 'AWSPREVIOUS'), 'p')
    await server.lambent.idle()
    const described = await secrets.describeSecret({ SecretId: 'a' })
    assert.deepEqual(
      [
        described.RotationEnabled,
        described.RotationLambdaARN,
        described.RotationRules,
        described.LastRotatedDate,
      ],
      [true, arn, { ScheduleExpression: 'rate(4 hours)' }, new Date(clock.now())],
    )
    assert.deepEqual(described.NextRotationDate, new Date(Date.UTC(2026, 4, 1, 17)))
    await clock.advance(4 * hour, () => server.lambent.idle())
    await until(async () => (await readValue(secrets, 'a')) === 'p++')
    await secrets.cancelRotateSecret({ SecretId: 'a' })
    const cancelled = await secrets.describeSecret({ SecretId: 'a' })
    assert.deepEqual([cancelled.RotationEnabled, cancelled.NextRotationDate], [false, undefined])
    await clock.advance(4 * hour, () => server.lambent.idle())
    assert.equal(await readValue(secrets, 'a'), 'p++')
  })

  it('tests the function alone when it is not to rotate now', async () => {
    const { secrets, arn } = await prepare('b', 'q')
    const { VersionId } = await secrets.rotateSecret({
      SecretId: 'b',
      RotationLambdaARN: arn,
      RotateImmediately: false,
      RotationRules: { ScheduleExpression: 'cron(0 8 1 * ? *)', Duration: '2h' },
    })
    assert.equal(VersionId, undefined)
    await server.lambent.idle()
    await until(
      async () =>
        (await secrets.listSecretVersionIds({ SecretId: 'b', IncludeDeprecated: true })).Versions?.length ===
        1,
    )
    assert.equal(await readValue(secrets, 'b'), 'q')
    const { NextRotationDate } = await secrets.describeSecret({ SecretId: 'b' })
    assert.ok((NextRotationDate?.getUTCHours() ?? 0) === 10 && NextRotationDate?.getUTCDate() === 1)
  })

  it('repeats steps that fail, and leaves the version pending when it gives up', async () => {
    const { secrets, arn } = await prepare('c', 'broken')
    const { VersionId = '' } = await secrets.rotateSecret({ SecretId: 'c', RotationLambdaARN: arn })
    await until(async () => {
      const { VersionIdsToStages = {} } = await secrets.describeSecret({ SecretId: 'c' })
      return VersionIdsToStages[VersionId]?.includes('AWSPENDING') ?? false
    })
    await refused(
      secrets.rotateSecret({ SecretId: 'c' }),
      'InvalidRequestException',
      "A previous rotation isn't complete. That rotation will be reattempted.",
    )
    await clock.advance(600_000, () => server.lambent.idle())
    assert.equal(await readValue(secrets, 'c'), 'broken')
    assert.equal(await readValue(secrets, 'c', 'AWSPENDING'), 'broken+')
    // The next request takes the same version up again.
    assert.equal((await secrets.rotateSecret({ SecretId: 'c' })).VersionId, VersionId)
    await secrets.cancelRotateSecret({ SecretId: 'c' })
  })
})
