import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { checkAwsSettings } from './aws-settings.ts'
import type { CheckContext } from './check.ts'
import { checkDataFolder } from './data-folder.ts'
import { checkNode } from './node.ts'
import { checkPort } from './port.ts'
import { checkPostgres } from './postgres.ts'
import { describeRuntimes } from './runtimes.ts'
import { checkSandbox } from './sandbox.ts'

const folder = mkdtempSync(join(tmpdir(), 'lambent-doctor-'))
after(() => rmSync(folder, { recursive: true }))

const context = (changes: Partial<CheckContext> = {}): CheckContext => ({
  dataFolder: join(folder, 'state'),
  port: 4566,
  environment: { HOME: folder, AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' },
  ...changes,
})

const statuses = (findings: ReadonlyArray<{ name: string; status: string }>) =>
  findings.map(({ name, status }) => `${name}: ${status}`)

describe('doctor', () => {
  it('finds the running Node.js good', async () => {
    assert.deepEqual(statuses(await checkNode(context())), ['Node.js: ok'])
  })

  it('says which runtimes run, which by another version, and which do not', () => {
    const message =
      'python3.14 runs on Python 3.13.0: Python 3.14 is not on this machine. Install it: uv python install 3.14.'
    const findings = describeRuntimes([
      { runtime: 'nodejs24.x', status: 'exact', version: '24.21.0' },
      { runtime: 'nodejs22.x', status: 'fetched' },
      { runtime: 'python3.14', status: 'nearest', version: '3.13.0', message },
      { runtime: 'ruby3.4', status: 'none', message: 'no' },
    ])
    assert.deepEqual(statuses(findings), [
      'runtimes: ok',
      'runtimes: ok',
      'python3.14: warning',
      'runtimes: fact',
    ])
    assert.equal(findings[2]?.message, 'runs on Python 3.13.0: Python 3.14 is not on this machine.')
    assert.equal(findings[2]?.remedy, 'Install it: uv python install 3.14.')
  })

  it('finds a free port good, and says who holds a taken one', async () => {
    const server = createServer((socket) => socket.destroy())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const port = portOf(server)
    const [taken] = await checkPort(context({ port }))
    await new Promise((resolve) => server.close(resolve))
    const [free] = await checkPort(context({ port }))
    assert.equal(taken?.status, 'problem')
    assert.match(taken?.message ?? '', new RegExp(`in use by .*\\(process ${process.pid}\\)`))
    assert.match(taken?.remedy ?? '', /--port/)
    assert.equal(free?.status, 'ok')
  })

  it('finds a folder to come good, and warns of one that others read', async () => {
    assert.deepEqual(statuses(await checkDataFolder(context())), ['data folder: ok', 'disk: ok'])
    chmodSync(folder, 0o755)
    const open = await checkDataFolder(context({ dataFolder: folder }))
    chmodSync(folder, 0o700)
    const closed = await checkDataFolder(context({ dataFolder: folder }))
    assert.deepEqual(statuses(open), ['data folder: ok', 'data folder: warning', 'disk: ok'])
    assert.deepEqual(statuses(closed), ['data folder: ok', 'disk: ok'])
  })

  it('finds a data folder under a file a problem', async () => {
    writeFileSync(join(folder, 'file'), '')
    const [finding] = await checkDataFolder(context({ dataFolder: join(folder, 'file/state') }))
    assert.equal(finding?.status, 'problem')
  })

  it('says why a database cannot be reached, and never its password', async () => {
    const [finding] = await checkPostgres(context({ store: 'postgres://anna:s3cret@127.0.0.1:1/x' }))
    assert.equal(finding?.status, 'problem')
    assert.match(finding?.message ?? '', /ECONNREFUSED/)
    assert.doesNotMatch(JSON.stringify(finding), /s3cret/)
  })

  it('knows the settings that lead AWS tools astray', async () => {
    const config = join(folder, 'config')
    writeFileSync(
      config,
      '[default]\nignore_configured_endpoint_urls = true\n[profile x]\nendpoint_url = https://x\n',
    )
    const findings = await checkAwsSettings(
      context({
        environment: {
          AWS_CONFIG_FILE: config,
          AWS_PROFILE: 'work',
          HTTP_PROXY: 'http://proxy:3128',
          NO_PROXY: 'example.org',
        },
      }),
    )
    assert.deepEqual(statuses(findings), [
      'AWS endpoint: warning',
      'proxy: warning',
      'AWS keys: warning',
      'AWS config: warning',
      'AWS config: warning',
    ])
    assert.ok(findings.every(({ remedy }) => remedy))
  })

  it('is content with settings that point here', async () => {
    assert.deepEqual(statuses(await checkAwsSettings(context())), ['AWS endpoint: ok'])
  })

  it('says which walls stand around functions, and which do not', async () => {
    const findings = await checkSandbox(context())
    assert.equal(findings[0]?.name, 'sandbox')
    assert.ok(findings.every(({ status, message }) => status === 'ok' || /without: .+\. ./.test(message)))
  })
})

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
