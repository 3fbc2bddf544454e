import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudFormation } from '@aws-sdk/client-cloudformation'
import { SQS } from '@aws-sdk/client-sqs'
import { clientOf, killableServer, storeOptions } from '../../support/killable-server.ts'
import { until } from '../../support/until.ts'
import { eventsOf, template } from './support.ts'

/** Queues that are made one after the other; the last of them cannot be made where it is said so. */
function chain(count: number, delay: number, more: object = {}): string {
  const queues = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `Q${index}`,
      {
        Type: 'AWS::SQS::Queue',
        ...(index > 0 ? { DependsOn: `Q${index - 1}` } : {}),
        Properties: { QueueName: `q-${index}`, DelaySeconds: delay },
      },
    ]),
  )
  return template({ ...queues, ...more })
}

const taken = (after: string) => ({
  Bad: { Type: 'AWS::SQS::Queue', DependsOn: after, Properties: { QueueName: 'taken', DelaySeconds: 9 } },
})

for (const { name, options } of await storeOptions())
  describe(`a server that is killed while it works on a stack, on ${name}`, async () => {
    const server = killableServer('stacks')
    let cfn: CloudFormation
    let sqs: SQS
    let given: readonly string[] = []

    const start = async () => {
      const config = clientOf(await server.start(given))
      cfn = new CloudFormation(config)
      sqs = new SQS(config)
    }
    /** Ends the server when so many events of a status were told, and starts another. */
    const killAfter = async (stack: string, status: string, count: number) => {
      await until(async () => {
        const events = await eventsOf(cfn, stack)
        return events.filter(({ ResourceStatus }) => ResourceStatus === status).length >= count
      }, `${count} times ${status}`)
      await server.kill()
      await start()
    }
    const ends = async (StackName: string, status: string) => {
      let last = ''
      await until(async () => {
        const { Stacks: [stack] = [] } = await cfn.describeStacks({ StackName })
        last = stack?.StackStatus ?? ''
        return !last.endsWith('_IN_PROGRESS')
      }, `the end of ${StackName}`)
      assert.equal(last, status)
    }
    const delays = async () => {
      const { QueueUrls = [] } = await sqs.listQueues({ QueueNamePrefix: 'q-' })
      const found = await Promise.all(
        QueueUrls.map(async (QueueUrl) => {
          const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['DelaySeconds'] })
          return Attributes?.DelaySeconds
        }),
      )
      return found
    }

    it('goes on where it was, and rolls back where it has to', { timeout: 120_000 }, async () => {
      given = await options()
      await start()
      await sqs.createQueue({ QueueName: 'taken' })
      const count = 10
      const { StackId = '' } = await cfn.createStack({ StackName: 'chain', TemplateBody: chain(count, 1) })
      await killAfter(StackId, 'CREATE_COMPLETE', 3)
      await ends(StackId, 'CREATE_COMPLETE')
      assert.deepEqual(
        await delays(),
        Array.from({ length: count }, () => '1'),
      )
      const complete = (await eventsOf(cfn, StackId)).filter(
        ({ ResourceStatus }) => ResourceStatus === 'CREATE_COMPLETE',
      )
      assert.equal(complete.length, count + 1)

      await cfn.updateStack({ StackName: 'chain', TemplateBody: chain(count, 2, taken('Q9')) })
      await killAfter(StackId, 'UPDATE_COMPLETE', 4)
      await ends(StackId, 'UPDATE_ROLLBACK_COMPLETE')
      assert.deepEqual(
        await delays(),
        Array.from({ length: count }, () => '1'),
      )

      await cfn.deleteStack({ StackName: 'chain' })
      await ends(StackId, 'DELETE_COMPLETE')
      assert.deepEqual(await delays(), [])
    })
  })
