import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { SFN } from '@aws-sdk/client-sfn'
import { Home } from './program.ts'

describe('lambent states run', () => {
  const home = new Home()

  it('has tasks done by the server that runs, and leaves nothing there', async () => {
    const server = await home.start(['--store', 'memory'])
    const path = join(mkdtempSync(join(tmpdir(), 'lambent-states-')), 'queue.asl.json')
    writeFileSync(
      path,
      JSON.stringify({
        StartAt: 'Make',
        States: {
          Make: {
            Type: 'Task',
            Resource: 'arn:aws:states:::aws-sdk:sqs:createQueue',
            Parameters: { 'QueueName.$': '$.name' },
            Next: 'Fail',
          },
          Fail: {
            Type: 'Task',
            Resource: 'arn:aws:states:::aws-sdk:sqs:getQueueUrl',
            Parameters: { QueueName: 'none' },
            Catch: [{ ErrorEquals: ['Sqs.QueueDoesNotExistException'], ResultPath: null, Next: 'End' }],
            Next: 'End',
          },
          End: { Type: 'Pass', End: true },
        },
      }),
    )
    const ran = await home.run(['states', 'run', path, '--input', '{"name":"made"}'])
    assert.equal(ran.code, 0, ran.stderr)
    assert.match((JSON.parse(ran.stdout) as { QueueUrl: string }).QueueUrl, /\/made$/)
    assert.match(ran.stderr, /✗ TaskFailed {2}Sqs\.QueueDoesNotExistException/)
    const sfn = new SFN({
      endpoint: server.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: '000000000000', secretAccessKey: 'secret' },
    })
    assert.deepEqual((await sfn.listStateMachines({})).stateMachines, [])
    sfn.destroy()
  })
})
