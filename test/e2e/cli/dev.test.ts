/** The developer's loop as a person goes through it: with a server that is started for it, files that change, faults that are mended. */
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { before, describe, it } from 'node:test'
import { SFN } from '@aws-sdk/client-sfn'
import { pagesSkipped, testBrowser } from '../../support/browser.ts'
import { Home, type RunningServer } from './program.ts'

const root = join(import.meta.dirname, '../../..')

/** Of the tests that run functions: what comes with runtimes is there. */
const cacheFolder = join(root, 'node_modules/.cache/lambent')

const template = `
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Timeout: 10
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: hello
      Handler: app.handler
      Runtime: nodejs24.x
      FunctionUrlConfig:
        AuthType: NONE
  Count:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: count
      Handler: app.handler
      Runtime: python3.11
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Name: said
      DefinitionUri: machine.asl.json
Outputs:
  Url:
    Value: !GetAtt HelloUrl.FunctionUrl
`

const definition = (said: string) =>
  JSON.stringify({ StartAt: 'Say', States: { Say: { Type: 'Pass', Result: said, End: true } } })

describe('lambent dev', () => {
  const home = new Home()
  const folder = join(home.folder, 'my app')
  // Whole at once: of a file that is written piece by piece, half could go live first.
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(home.folder, 'written'), text)
    renameSync(join(home.folder, 'written'), join(folder, path))
  }

  it('brings an application up and follows its files', async () => {
    write('template.yaml', template)
    write('hello/text.ts', "export const text: string = 'one'\n")
    write('hello/app.ts', "import { text } from './text'\nexport const handler = async () => text\n")
    write('count/app.py', 'def handler(event, context):\n    print("counted")\n    return 1\n')
    write('machine.asl.json', definition('one'))
    const session = home.watch(['dev', folder, '--port', '0'], { LAMBENT_CACHE_DIR: cacheFolder })
    const [, url = ''] = await session.seen(/^ +Url +(http:\S+)/m)
    await session.seen(/Watching /)
    const { port } = new URL(url)
    const [id = ''] = new URL(url).hostname.split('.')
    const ask = async () => (await fetch(`http://127.0.0.1:${port}/_aws/lambda-url/${id}/`)).text()
    assert.equal(await ask(), 'one')

    write('hello/text.ts', "export const text: string = 'two'\n")
    await session.seen(/Hello is live with its new code/)
    assert.equal(await ask(), 'two')

    write('hello/text.ts', "export const text: string = 'three\n")
    await session.seen(
      /Not done: Hello: it has a fault\.\n +\S*my app\/hello\/text\.ts:1:\d+: Unterminated string/,
    )
    assert.equal(await ask(), 'two')
    write('hello/text.ts', "export const text: string = 'three'\n")
    await session.seen(/Hello is live with its new code/)
    assert.equal(await ask(), 'three')

    write('template.yaml', template.replace('Timeout: 10', 'Timeout: 10\n    Description: !Ref Nothing'))
    await session.seen(/Not done: .*Nothing/)
    write('template.yaml', template.replace('Timeout: 10', 'Timeout: 11'))
    await session.seen(/UPDATE_COMPLETE \(/)
    const settings = await home.run(['functions', '--json', '--port', port])
    const functions = JSON.parse(settings.stdout).functions as Array<{
      FunctionName: string
      Timeout: number
    }>
    assert.deepEqual(
      functions.map(({ Timeout }) => Timeout),
      [11, 11],
      settings.stderr,
    )
    assert.equal(await ask(), 'three')

    const name = functions.find(({ FunctionName }) => FunctionName.includes('Count'))?.FunctionName ?? ''
    assert.equal((await home.run(['invoke', name, '--port', port])).stdout, '1\n')
    await session.seen(/Count counted/)
    write('count/app.py', 'def handler(event, context):\n    return 2\n')
    await session.seen(/Count is live with its new code/)
    assert.equal((await home.run(['invoke', name, '--port', port])).stdout, '2\n')

    const endpoint = `http://127.0.0.1:${port}`
    const credentials = { accessKeyId: '000000000000', secretAccessKey: 'secret' }
    const sfn = new SFN({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
    const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:said'
    const said = async () => (await sfn.describeStateMachine({ stateMachineArn })).definition ?? ''
    assert.match(await said(), /"one"/)
    write('machine.asl.json', definition('two'))
    await session.seen(/UPDATE_COMPLETE \(/)
    assert.match(await said(), /"two"/)
    sfn.destroy()

    const { code, stderr } = await session.end('SIGINT')
    assert.equal(code, 0, stderr)
    // The server was there for this command.
    assert.equal((await home.run(['status'])).code, 3)
  })
})

describe('lambent deploy and delete', () => {
  const home = new Home()
  const browser = testBrowser()
  let server: RunningServer
  let url = ''

  before(async () => {
    server = await home.start([
      '--store',
      'memory',
      '--cache-dir',
      cacheFolder,
      '--example',
      join(root, 'examples/shop'),
    ])
    url = (await server.seen(/(http:\/\/\w+\.execute-api\.\S+) +\(open it/))[1] ?? ''
  })

  it('bring the example up', async () => {
    const [id = ''] = new URL(url).hostname.split('.')
    const site = `${server.endpoint}/_aws/execute-api/${id}/$default`
    assert.match(await (await fetch(site)).text(), /<h1>Shop<\/h1>/)
    const refused = await fetch(`${site}/orders`, { method: 'POST', body: '{}' })
    assert.equal(refused.status, 400)
    const placed = await fetch(`${site}/orders`, { method: 'POST', body: '{"what":"tea"}' })
    assert.equal(placed.status, 201)
    // Through the stream, the queue and the bucket; and through the state machine.
    let orders: Array<{ state: string; what: string; stock?: string }> = []
    while (orders[0]?.state !== 'complete' || orders[0]?.stock !== 'reserved')
      orders = (await (await fetch(`${site}/orders`)).json()) as typeof orders
    assert.deepEqual(
      orders.map(({ what }) => what),
      ['tea'],
    )
  })

  it('show its page, where an order is placed and seen to be complete', { skip: pagesSkipped }, async () => {
    const page = await browser.page()
    const failures: string[] = []
    page.on('pageerror', (error) => failures.push(String(error)))
    await page.goto(url)
    const what = await page.waitForSelector('[name=what]')
    await what?.click({ count: 3 })
    await what?.type('milk & <b>honey</b>')
    await page.click('button')
    const firstRow = "[...(document.querySelector('tr')?.cells ?? [])].map((cell) => cell.textContent).join()"
    await page.waitForFunction(`${firstRow} === 'milk & <b>honey</b>,complete,reserved'`)
    assert.deepEqual(failures, [])
  })

  it('want values for parameters, and keep those that a stack has', async () => {
    const folder = join(home.folder, 'greeter')
    const write = (added: string) => {
      mkdirSync(folder, { recursive: true })
      writeFileSync(
        join(folder, 'template.yaml'),
        `Parameters: {Greeting: {Type: String, Description: what to say}${added}}
Resources: {Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref Greeting}}}\n`,
      )
    }
    write('')
    const without = await home.run(['deploy', folder])
    assert.equal(without.code, 2, without.stderr)
    assert.match(
      without.stderr,
      /Parameters without a value: Greeting\.[\s\S]*--parameter Greeting=[\s\S]*what to say/,
    )
    const given = await home.run(['deploy', folder, '--parameter', 'Greeting=hello'])
    assert.equal(given.code, 0, given.stderr)
    write(', Added: {Type: String, Default: x}')
    const kept = await home.run(['deploy', folder])
    assert.equal(kept.code, 0, kept.stderr)
    assert.equal((await home.run(['delete', '--stack-name', 'greeter'])).code, 0)
  })

  it('take it away, when its bucket is empty', async () => {
    const again = await home.run(['deploy', join(root, 'examples/shop')])
    assert.equal(again.code, 0, again.stderr)
    assert.match(again.stderr, /shop is as it should be/)
    assert.match(again.stdout, /^ +Url +http/m)
    const full = await home.run(['delete', '--stack-name', 'shop'])
    assert.equal(full.code, 1)
    assert.match(full.stderr, /Receipts .*is not empty/)
    const none = await home.run(['delete', '--stack-name', 'absent'])
    assert.equal(none.code, 1)
    assert.match(none.stderr, /There is no stack absent/)
    await server.end('SIGTERM')
  })

  it('say what is wrong', async () => {
    const write = (path: string, text: string) => {
      mkdirSync(dirname(join(home.folder, path)), { recursive: true })
      writeFileSync(join(home.folder, path), text)
      return dirname(join(home.folder, path))
    }
    const refusals: ReadonlyArray<readonly [string[], number, RegExp]> = [
      [['deploy', join(home.folder, 'absent')], 2, /There is no folder .*absent/],
      [['dev', write('empty/a.txt', '')], 2, /holds no application[\s\S]*lambent init/],
      [['deploy', write('yaml/template.yaml', 'Resources: [')], 3, /No Lambent runs/],
      [['dev', write('sls/serverless.yml', '')], 2, /Serverless Framework's/],
      [['deploy', '--frobnicate'], 2, /unknown option '--frobnicate'/],
      [['debug', 'x', '--debug-port', 'y'], 2, /Give a whole number/],
      [['init', home.folder, '-s', 'http', '-l', 'python'], 2, /is not empty/],
    ]
    for (const [args, code, message] of refusals) {
      const outcome = await home.run(args)
      assert.equal(outcome.code, code, `${args.join(' ')}: ${outcome.stderr}`)
      assert.match(outcome.stderr, message)
      assert.doesNotMatch(outcome.stderr, /\n +at /)
    }
    assert.match(readFileSync(join(root, 'package.json'), 'utf8'), /--example examples\/shop/)
  })
})
