import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Scheduler } from '@aws-sdk/client-scheduler'
import { VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { deliveryWorld, echo } from './support.ts'

describe('a day of virtual time', () => {
  const clock = new VirtualClock(Date.UTC(2026, 2, 1, 12))
  const server = testServer({ clock })

  it('runs the nightly job, and what it sends on with a delay', async () => {
    const world = await deliveryWorld(server)
    const scheduler = new Scheduler(server.config({ account: world.id }))
    const { url, arn } = await world.queue('later', { DelaySeconds: '600' })
    const source = `
def handler(event, context):
    call('AmazonSQS.SendMessage', {'QueueUrl': os.environ['LATER'], 'MessageBody': 'from the night'})
`
    await world.reporter('nightly', source, { Environment: { Variables: { LATER: url } } })
    await world.reporter('after', echo)
    await world.map({ FunctionName: 'after', EventSourceArn: arn })
    await scheduler.createSchedule({
      Name: 'nightly',
      ScheduleExpression: 'cron(0 3 * * ? *)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: world.arn('nightly'), RoleArn: `arn:aws:iam::${world.id}:role/scheduler` },
    })
    const answer = await fetch(`${server.endpoint}/_lambent/time/advance`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ milliseconds: 86_400_000 }),
    })
    assert.equal(answer.status, 200)
    const [event] = (await world.reports(1)) as Array<{
      Records: Array<{ body: string; attributes: { SentTimestamp: string } }>
    }>
    assert.equal(event?.Records[0]?.body, 'from the night')
    assert.equal(Number(event?.Records[0]?.attributes.SentTimestamp), Date.UTC(2026, 2, 2, 3))
    await world.noMoreReports()
    scheduler.destroy()
  })
})
