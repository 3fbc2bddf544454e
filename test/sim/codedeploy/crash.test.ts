/**
 * The server is killed while deployments go on, again and again: each of them comes to its end, with its alias where it is to be. The
 * seed is printed; LAMBENT_TEST_SEED repeats a run as far as the machine does, LAMBENT_TEST_CRASH_ROUNDS kills more often.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { CodeDeploy } from '@aws-sdk/client-codedeploy'
import { Lambda, waitUntilFunctionActiveV2, waitUntilFunctionUpdatedV2 } from '@aws-sdk/client-lambda'
import { randomBelow } from '../../../src/base/random.ts'
import { SeededRandom } from '../../../src/base/seeded-random.ts'
import { clientOf, killableServer, passTime, storeOptions } from '../../support/killable-server.ts'
import { until } from '../../support/until.ts'
import { zipOf } from '../../support/zip.ts'

const seed = Number(process.env.LAMBENT_TEST_SEED ?? Date.now() % 1_000_000)
const kills = Number(process.env.LAMBENT_TEST_CRASH_ROUNDS ?? 1)
const aliasCount = 12
/** A kill comes up to so long after the deployments were begun. Unit: milliseconds. */
const killWithinMs = 60

for (const store of await storeOptions()) {
  describe(`kill -9 under deployments, on ${store.name}`, () => {
    const server = killableServer('codedeploy-crash')
    const aliases = Array.from({ length: aliasCount }, (_, index) => `a${index}`)

    async function start(options: readonly string[]) {
      const endpoint = await server.start(store.ownTime ? ['--clock', 'virtual', ...options] : options)
      const config = clientOf(endpoint)
      return { endpoint, deploy: new CodeDeploy(config), lambda: new Lambda(config) }
    }

    it('all come to their end', { timeout: 180_000 }, async (test) => {
      test.diagnostic(`seed ${seed}`)
      const random = new SeededRandom(seed)
      const options = await store.options()
      let { endpoint, deploy, lambda } = await start(options)
      await prepare(deploy, lambda, aliases, store.ownTime)
      const ids: string[] = []
      for (const alias of aliases) {
        const { deploymentId = '' } = await deploy.createDeployment({
          applicationName: 'app',
          deploymentGroupName: alias,
          revision: { revisionType: 'AppSpecContent', appSpecContent: { content: appSpec(alias) } },
        })
        ids.push(deploymentId)
      }
      for (let round = 0; round < kills; round++) {
        await pause(randomBelow(random, killWithinMs))
        await server.kill()
        ;({ endpoint, deploy, lambda } = await start(options))
      }
      const statuses = async () => {
        if (store.ownTime) await passTime(endpoint, 10 * 60_000)
        const { deploymentsInfo = [] } = await deploy.batchGetDeployments({ deploymentIds: ids })
        return deploymentsInfo.map(({ status }) => status)
      }
      await until(
        async () => (await statuses()).every((status) => status === 'Succeeded'),
        'all succeed',
        90_000,
      )
      for (const Name of aliases) {
        const { FunctionVersion, RoutingConfig } = await lambda.getAlias({ FunctionName: 'f', Name })
        assert.deepEqual([FunctionVersion, RoutingConfig], ['2', undefined], Name)
      }
      const { deployments = [] } = await deploy.listDeployments({ applicationName: 'app' })
      assert.deepEqual(deployments.sort(), ids.sort())
    })
  })
}

async function prepare(
  deploy: CodeDeploy,
  lambda: Lambda,
  aliases: readonly string[],
  ownTime: boolean,
): Promise<void> {
  const waiting = { client: lambda, maxWaitTime: 60, minDelay: 0.02, maxDelay: 0.2 }
  const FunctionName = 'f'
  await lambda.createFunction({
    FunctionName,
    Role: 'arn:aws:iam::000000000000:role/worker',
    Runtime: 'python3.13',
    Handler: 'index.handler',
    Code: { ZipFile: zipOf({ 'index.py': 'def handler(event, context):\n    return event\n' }) },
    Publish: true,
  })
  await waitUntilFunctionActiveV2(waiting, { FunctionName })
  await lambda.updateFunctionConfiguration({ FunctionName, Description: 'another' })
  await waitUntilFunctionUpdatedV2(waiting, { FunctionName })
  await lambda.publishVersion({ FunctionName })
  await deploy.createApplication({ applicationName: 'app', computePlatform: 'Lambda' })
  for (const [index, alias] of aliases.entries()) {
    await lambda.createAlias({ FunctionName, Name: alias, FunctionVersion: '1' })
    // Where time can be moved, every other one takes nine minutes.
    const isSlow = ownTime && index % 2 === 0
    await deploy.createDeploymentGroup({
      applicationName: 'app',
      deploymentGroupName: alias,
      serviceRoleArn: 'arn:aws:iam::000000000000:role/deployer',
      deploymentConfigName: `CodeDeployDefault.Lambda${isSlow ? 'Linear10PercentEvery1Minute' : 'AllAtOnce'}`,
    })
  }
}

function appSpec(alias: string): string {
  const Properties = { Name: 'f', Alias: alias, CurrentVersion: '1', TargetVersion: '2' }
  return JSON.stringify({ version: 0.0, Resources: [{ f: { Type: 'AWS::Lambda::Function', Properties } }] })
}
