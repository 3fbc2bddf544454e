/** Functions that are asked before and after traffic moves. Source: CodeDeploy User Guide, "AppSpec 'hooks' section", Lambda. */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { testServer } from '../../support/server.ts'
import { zipOf } from '../../support/zip.ts'
import { makeFunction, untilActive } from '../lambda/support.ts'
import {
  type Account,
  aliasOf,
  appSpec,
  begin,
  deployment,
  eventDetails,
  eventsOf,
  newAccount,
  prepare,
  refused,
} from './support.ts'

/** Looks at where the alias is, and says by its name whether that may be. */
const nodeHook = `
import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy'
const codedeploy = new CodeDeployClient({})
export async function handler(event, context) {
  await codedeploy.send(new PutLifecycleEventHookExecutionStatusCommand({
    deploymentId: event.DeploymentId,
    lifecycleEventHookExecutionId: event.LifecycleEventHookExecutionId,
    status: context.functionName.includes('refuse') ? 'Failed' : 'Succeeded',
  }))
}
`
const pythonHook = `
import boto3
codedeploy = boto3.client("codedeploy")
def handler(event, context):
    codedeploy.put_lifecycle_event_hook_execution_status(
        deploymentId=event["DeploymentId"],
        lifecycleEventHookExecutionId=event["LifecycleEventHookExecutionId"],
        status="Failed" if "refuse" in context.function_name else "Succeeded")
`
const silentHook = 'def handler(event, context):\n    return event\n'

describe('hooks', { timeout: 180_000 }, () => {
  const clock = new VirtualClock(Date.UTC(2026, 2, 6, 12))
  const server = testServer({ clock })
  const minute = 60_000
  const idle = () => server.lambent.idle()
  const advance = (ms: number) => clock.advance(ms, idle)
  let account: Account

  before(async () => {
    account = newAccount(server)
    await prepare(account, {
      deploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
    })
    const node = {
      Runtime: 'nodejs24.x' as const,
      Code: { ZipFile: zipOf({ 'index.mjs': nodeHook }) },
      Timeout: 60,
    }
    const more = { Timeout: 60, MemorySize: 512 }
    await makeFunction(account, 'CodeDeployHook_before', node)
    await makeFunction(account, 'CodeDeployHook_refuse', node)
    await makeFunction(account, 'CodeDeployHook_after', more, pythonHook)
    await makeFunction(account, 'CodeDeployHook_refuse-after', more, pythonHook)
    await makeFunction(account, 'CodeDeployHook_silent', more, silentHook)
    for (const name of ['before', 'refuse', 'after', 'refuse-after', 'silent'])
      await untilActive(account, `CodeDeployHook_${name}`)
  })

  /** Deploys and lets the time of all shifts pass; the alias is at its first version again afterwards. */
  async function deployed(hooks: { before?: string; after?: string }, ms = 6 * minute) {
    const id = await begin(account, { revision: appSpec(hooks) })
    await advance(ms)
    return id
  }

  it('of Node.js and Python say that all is well, and traffic moves', async () => {
    const id = await deployed({ before: 'CodeDeployHook_before', after: account.arn('CodeDeployHook_after') })
    const { status, errorInformation } = await deployment(account, id)
    assert.equal(status, 'Succeeded', JSON.stringify(errorInformation))
    assert.deepEqual(await eventsOf(account, id), ['Succeeded', 'Succeeded', 'Succeeded'])
    assert.deepEqual(await aliasOf(account), ['2', {}])
    await account.lambda.updateAlias({ FunctionName: 'f', Name: 'live', FunctionVersion: '1' })
  })

  it('that refuse before keep all traffic where it is', async () => {
    const id = await deployed({ before: 'CodeDeployHook_refuse', after: 'CodeDeployHook_after' }, minute)
    const info = await deployment(account, id)
    assert.equal(info.status, 'Failed')
    assert.deepEqual(info.errorInformation, {
      code: 'HOOK_EXECUTION_FAILURE',
      message:
        'The deployment failed because one or more of the lifecycle event validation functions failed.',
    })
    assert.deepEqual(await eventsOf(account, id), ['Failed', 'Skipped', 'Skipped'])
    const [event] = await eventDetails(account, id)
    assert.match(event?.diagnostics?.message ?? '', /CodeDeployHook_refuse answered that it failed/)
    assert.deepEqual(await aliasOf(account), ['1', {}])
  })

  it('that refuse after bring all traffic back', async () => {
    const id = await deployed({ after: 'CodeDeployHook_refuse-after' })
    const { status, rollbackInfo } = await deployment(account, id)
    assert.equal(status, 'Failed')
    assert.deepEqual(await eventsOf(account, id), ['Succeeded', 'Succeeded', 'Failed'])
    const back = rollbackInfo?.rollbackDeploymentId ?? ''
    assert.deepEqual(await eventsOf(account, back), ['Succeeded', 'Succeeded', 'Succeeded'])
    assert.deepEqual(await aliasOf(account), ['1', {}])
  })

  it('that say nothing have an hour', async () => {
    const id = await deployed({ before: 'CodeDeployHook_silent' }, 60 * minute - 1)
    assert.equal((await deployment(account, id)).status, 'InProgress')
    await advance(1)
    assert.equal((await deployment(account, id)).errorInformation?.code, 'HOOK_EXECUTION_FAILURE')
  })

  it('that are not there fail at once', async () => {
    const id = await deployed({ before: 'CodeDeployHook_absent' }, 0)
    assert.equal((await deployment(account, id)).errorInformation?.code, 'INVALID_LAMBDA_FUNCTION')
  })

  it('are answered for once, by the id that they were given', async () => {
    const { deploy } = account
    const deploymentId = await deployed({ before: 'CodeDeployHook_silent' }, minute)
    const put = (lifecycleEventHookExecutionId: string, status: 'Succeeded' | 'Failed' | 'Skipped') =>
      deploy.putLifecycleEventHookExecutionStatus({ deploymentId, lifecycleEventHookExecutionId, status })
    await refused(put('x', 'Succeeded'), 'InvalidLifecycleEventHookExecutionIdException')
    await refused(
      deploy.putLifecycleEventHookExecutionStatus({ deploymentId: 'd-000000000', status: 'Succeeded' }),
      'DeploymentDoesNotExistException',
    )
    await deploy.stopDeployment({ deploymentId })
    await idle()
    assert.deepEqual(await eventsOf(account, deploymentId), ['Failed', 'Skipped', 'Skipped'])
  })
})
