/** The AWS CLI, as anybody has it, deploys a function and runs it. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { zipOf } from '../../support/zip.ts'
import { AwsCli, majorVersion } from './aws.ts'

const version = await majorVersion()
const skip = version === undefined && 'SKIPPED: there is no AWS CLI; `npm test` installs one where it can'

describe('the AWS CLI and functions', { skip }, () => {
  const server = testServer()
  const folder = mkdtempSync(join(tmpdir(), 'lambent-cli-'))
  after(() => rmSync(folder, { recursive: true }))

  /** A zip of a Python function that answers with its event and a number. */
  const zip = (number: number) => {
    const path = join(folder, `${number}.zip`)
    writeFileSync(path, zipOf({ 'app.py': `def handler(event, context):\n    return [event, ${number}]\n` }))
    return `fileb://${path}`
  }

  it('creates, waits, invokes, updates, publishes and deletes', async () => {
    const aws = new AwsCli(server.endpoint, { AccessKeyId: '222233334444', SecretAccessKey: 'secret' })
    const f = ['--function-name', 'f']
    const lambda = <Answer = Record<string, unknown>>(...command: string[]) =>
      aws.json<Answer>('lambda', ...command)
    const invoke = async (...more: string[]) => {
      const path = join(folder, 'answer.json')
      // Version 1 of the CLI takes a payload as it is, version 2 as base64.
      const payload = version === 1 ? '{"a":1}' : Buffer.from('{"a":1}').toString('base64')
      const answer = await lambda('invoke', ...f, '--payload', payload, ...more, path)
      return { answer, result: JSON.parse(readFileSync(path, 'utf8')) as unknown }
    }
    const made = await lambda(
      'create-function',
      ...f,
      ...['--runtime', 'python3.13', '--handler', 'app.handler'],
      ...['--role', 'arn:aws:iam::222233334444:role/worker', '--zip-file', zip(1)],
    )
    assert.equal(made.State, 'Pending')
    await lambda('wait', 'function-active-v2', ...f)
    assert.deepEqual(await invoke(), {
      answer: { StatusCode: 200, ExecutedVersion: '$LATEST' },
      result: [{ a: 1 }, 1],
    })
    await lambda('publish-version', ...f)
    await lambda('create-alias', ...f, '--name', 'live', '--function-version', '1')
    const updated = await lambda('update-function-code', ...f, '--zip-file', zip(2))
    assert.equal(updated.LastUpdateStatus, 'InProgress')
    await lambda('wait', 'function-updated-v2', ...f)
    assert.deepEqual((await invoke()).result, [{ a: 1 }, 2])
    assert.deepEqual(await invoke('--qualifier', 'live'), {
      answer: { StatusCode: 200, ExecutedVersion: '1' },
      result: [{ a: 1 }, 1],
    })
    await lambda('delete-function', ...f)
    const gone = await aws.run('lambda', 'get-function', ...f)
    assert.match(
      gone.stderr,
      /An error occurred \(ResourceNotFoundException\) when calling the GetFunction operation: Function not found: arn:aws:lambda:us-east-1:222233334444:function:f/,
    )
  })
})
