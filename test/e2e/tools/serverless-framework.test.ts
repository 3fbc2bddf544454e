/** The Serverless Framework's open fork, osls: deploy, invoke, deploy of one function. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { npmTools, toolRunner, toolsSkipped } from './tools.ts'

describe('osls', { skip: toolsSkipped }, () => {
  const server = testServer()
  const folder = mkdtempSync(join(tmpdir(), 'lambent-osls-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('deploys a service and its functions, and removes it', async () => {
    const program = join(npmTools('osls', ['osls@4']), 'node_modules/.bin/osls')
    writeFileSync(
      join(folder, 'serverless.yml'),
      `service: greetings
provider:
  name: aws
  runtime: nodejs22.x
  region: us-east-1
functions:
  hello:
    handler: handler.hello
    url: true
    events:
      - sqs: { arn: !GetAtt Orders.Arn }
resources:
  Resources:
    Orders: { Type: 'AWS::SQS::Queue' }
`,
    )
    const say = (text: string) =>
      writeFileSync(join(folder, 'handler.js'), `exports.hello = async () => '${text}'\n`)
    say('one')
    const run = toolRunner(server, folder, { SLS_TELEMETRY_DISABLED: '1' })
    const osls = async (...args: string[]) => {
      const { code, output } = await run(program, args)
      assert.equal(code, 0, `osls ${args.join(' ')}: ${output}`)
      return output
    }
    assert.match(await osls('deploy'), /Service deployed to stack greetings-dev/)
    assert.match(await osls('invoke', '-f', 'hello'), /"one"/)
    say('two')
    await osls('deploy', 'function', '-f', 'hello')
    assert.match(await osls('invoke', '-f', 'hello'), /"two"/)
    say('three')
    await osls('deploy')
    assert.match(await osls('invoke', '-f', 'hello'), /"three"/)
    assert.match(await osls('remove'), /Service greetings has been successfully removed/)
  })
})
