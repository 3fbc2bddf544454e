/** AWS SAM CLI: build, deploy, sync, remote invoke, logs, list, delete. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { beginApplication, starters } from '../../../src/devloop/index.ts'
import { testServer } from '../../support/server.ts'
import { pipTool, toolRunner, toolsSkipped } from './tools.ts'

describe('the SAM CLI', { skip: toolsSkipped }, () => {
  const server = testServer()
  const folder = mkdtempSync(join(tmpdir(), 'lambent-sam-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('builds, deploys, keeps in step, looks into and deletes an application', async () => {
    const program = pipTool('aws-sam-cli', 'sam')
    const starter = starters().find(({ name }) => name === 'queue')
    assert.ok(starter)
    const application = join(folder, 'orders')
    beginApplication(application, starter, 'python')
    const run = toolRunner(server, application, {
      SAM_CLI_TELEMETRY: '0',
      SAM_CLI_POLL_DELAY: '0.2',
    })
    const sam = async (args: readonly string[], input = '') => {
      const { code, output } = await run(program, args, input)
      assert.equal(code, 0, `sam ${args.join(' ')}: ${output}`)
      return output
    }
    // Whatever Python runs the SAM CLI builds for itself alone.
    const version = /Python (3\.\d+)/.exec((await run('python3', ['--version'])).output)?.[1]
    const template = join(application, 'template.yaml')
    writeFileSync(template, readFileSync(template, 'utf8').replace(/python3\.\d+/, `python${version}`))
    await sam(['build'])
    assert.match(
      await sam(['deploy', '--no-confirm-changeset']),
      /Successfully created\/updated stack - orders/,
    )
    const event = '{"Records":[{"messageId":"1","body":"{\\"order\\":17}"}]}'
    assert.match(
      await sam(['remote', 'invoke', 'Worker', '--stack-name', 'orders', '--event', event]),
      /"batchItemFailures": \[\]/,
    )
    assert.match(
      await sam(['list', 'resources', '--stack-name', 'orders', '--output', 'json']),
      /orders-Worker-/,
    )
    assert.match(
      await sam(['list', 'stack-outputs', '--stack-name', 'orders', '--output', 'json']),
      /QueueUrl/,
    )
    assert.match(await sam(['logs', '--stack-name', 'orders', '--name', 'Worker']), /order 17 is done/)
    const source = join(application, 'src/app.py')
    writeFileSync(source, readFileSync(source, 'utf8').replace('is done', 'is finished'))
    await sam(['sync', '--stack-name', 'orders', '--no-watch', '--no-dependency-layer'], 'Y\n')
    assert.match(
      await sam(['remote', 'invoke', 'Worker', '--stack-name', 'orders', '--event', event]),
      /order 17 is finished/,
    )
    assert.match(await sam(['delete', '--stack-name', 'orders', '--no-prompts']), /Deleted successfully/)
  })
})
