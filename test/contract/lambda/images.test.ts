/** Functions from container images: the real SDK, real images, and a registry in this process. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { ECR } from '@aws-sdk/client-ecr'
import {
  GetFunctionCommand,
  InvokeCommand,
  Lambda,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda'
import {
  type BuiltImage,
  buildImage,
  layoutFiles,
  machineArchitecture,
  type TestImage,
  tarOf,
  writeLayout,
} from '../../support/images/make-image.ts'
import { pushLikeDocker } from '../../support/images/push-image.ts'
import { startTestRegistry, type TestRegistry } from '../../support/images/test-registry.ts'
import { testServer } from '../../support/server.ts'

const server = testServer({ network: 'none' })
let registry: TestRegistry
let folder: string
let program: Buffer | undefined
let lambda: Lambda

/** Undefined where there is no C compiler, or no library to link it with for good. */
async function compile(): Promise<Buffer | undefined> {
  const source = join(import.meta.dirname, '../../fixtures/image-runtime.c')
  try {
    execFileSync('cc', ['-D_GNU_SOURCE', '-static', '-O1', '-w', '-o', join(folder, 'runtime'), source], {
      stdio: 'ignore',
    })
    return await readFile(join(folder, 'runtime'))
  } catch {
    return undefined
  }
}

function imageWith(file: string, config: TestImage['config'] = {}): BuiltImage {
  return buildImage({
    layers: [
      {
        entries: [
          { path: 'bin/', type: 'Directory' },
          { path: 'bin/runtime', body: program ?? '', mode: 0o755 },
          { path: 'usr/bin', type: 'SymbolicLink', linkpath: '/bin' },
          { path: 'etc/from-image', body: 'lower' },
          { path: 'work/', type: 'Directory' },
        ],
      },
      { entries: [{ path: 'etc/from-image', body: file }], compression: 'zstd' },
    ],
    config: {
      Entrypoint: ['runtime'],
      Cmd: ['app.handler'],
      Env: ['COLOR=blue', 'PATH=/usr/bin'],
      WorkingDir: '/work',
      ...config,
    },
  })
}

let count = 0
async function create(ImageUri: string, more: object = {}): Promise<string> {
  const FunctionName = `image-${++count}`
  await lambda.createFunction({
    FunctionName,
    PackageType: 'Image',
    Role: 'arn:aws:iam::000000000000:role/any',
    Code: { ImageUri },
    Architectures: [machineArchitecture === 'amd64' ? 'x86_64' : 'arm64'],
    Timeout: 10,
    ...more,
  })
  await waitUntilFunctionActiveV2(
    { client: lambda, maxWaitTime: 60, minDelay: 0.1, maxDelay: 0.5 },
    { FunctionName },
  )
  return FunctionName
}

async function invoke(FunctionName: string, event: unknown = {}): Promise<Record<string, unknown>> {
  const answer = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event), LogType: 'Tail' }),
  )
  const text = Buffer.from(answer.Payload ?? []).toString()
  assert.equal(answer.FunctionError, undefined, `${text} ${Buffer.from(answer.LogResult ?? '', 'base64')}`)
  return JSON.parse(text) as Record<string, unknown>
}

describe('functions from container images', () => {
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lambent-image-test-'))
    registry = await startTestRegistry()
    program = await compile()
    lambda = new Lambda(server.config())
  })
  after(async () => {
    lambda.destroy()
    await registry.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('run from a registry, in the image alone, with what the image says', async (test) => {
    if (!program) return test.skip('there is no C compiler that links statically')
    registry.push('team/app', 'v1', imageWith('upper'))
    const uri = `${registry.host}/team/app:v1`
    const name = await create(uri, { Environment: { Variables: { OWN: 'mine' } } })
    assert.deepEqual(await invoke(name, { hello: ['you'] }), {
      cwd: '/work',
      file: 'upper',
      color: 'blue',
      own: 'mine',
      uid: 993,
      writable: 0,
      args: ['app.handler'],
      event: { hello: ['you'] },
    })
    const { Code, Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: name }))
    assert.equal(Code?.RepositoryType, 'ECR')
    assert.equal(Code?.ImageUri, uri)
    assert.match(Code?.ResolvedImageUri ?? '', /^127\.0\.0\.1:\d+\/team\/app@sha256:[0-9a-f]{64}$/)
    assert.equal(Configuration?.PackageType, 'Image')
    assert.match(Configuration?.CodeSha256 ?? '', /^[0-9a-f]{64}$/)
  })

  it("run from this server's own registry, by its own name and by that of AWS", async (test) => {
    if (!program) return test.skip('there is no C compiler that links statically')
    const ecr = new ECR(server.config())
    const { repository } = await ecr.createRepository({ repositoryName: 'team/own' })
    const names = [
      `${repository?.repositoryUri}:v1`,
      '000000000000.dkr.ecr.us-east-1.amazonaws.com/team/own:v1',
    ]
    const address = `${server.endpoint}/v2/000000000000.dkr.ecr.us-east-1.amazonaws.com/team/own`
    await pushLikeDocker(address, 'v1', imageWith('own'))
    for (const name of names) assert.equal((await invoke(await create(name))).file, 'own')
    const missing = create(`${repository?.repositoryUri}:none`)
    await assert.rejects(missing, { name: 'InvalidParameterValueException', message: /none is not valid/ })
  })

  it('take what ImageConfig says instead, and other code when it is updated', async (test) => {
    if (!program) return test.skip('there is no C compiler that links statically')
    registry.push('team/changing', 'v1', imageWith('one'))
    const uri = `${registry.host}/team/changing:v1`
    const name = await create(uri, {
      ImageConfig: { EntryPoint: ['/bin/runtime', 'first'], Command: ['second'], WorkingDirectory: '/etc' },
    })
    const { args, cwd, file } = await invoke(name)
    assert.deepEqual({ args, cwd, file }, { args: ['first', 'second'], cwd: '/etc', file: 'one' })
    registry.push('team/changing', 'v1', imageWith('two'))
    assert.equal((await invoke(name)).file, 'one')
    const waiting = { client: lambda, maxWaitTime: 60, minDelay: 0.1, maxDelay: 0.5 }
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: name, ImageUri: uri }))
    await waitUntilFunctionUpdatedV2(waiting, { FunctionName: name })
    assert.equal((await invoke(name)).file, 'two')
    await lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: name, ImageConfig: { Command: ['third'] } }),
    )
    await waitUntilFunctionUpdatedV2(waiting, { FunctionName: name })
    assert.deepEqual((await invoke(name)).args, ['third'])
  })

  it('run from this machine: a layout and an archive', async (test) => {
    if (!program) return test.skip('there is no C compiler that links statically')
    const layout = join(folder, 'layout')
    await writeLayout(layout, imageWith('layout'), 'v1')
    assert.equal((await invoke(await create(`oci:${layout}:v1`))).file, 'layout')
    const archive = join(folder, 'image.tar')
    await writeFile(
      archive,
      tarOf([...layoutFiles(imageWith('archive'))].map(([path, body]) => ({ path, body }))),
    )
    assert.equal((await invoke(await create(`oci-archive:${archive}`))).file, 'archive')
  })

  it('tell of an entry point that is not there', async (test) => {
    if (!program) return test.skip('there is no C compiler that links statically')
    registry.push('team/broken', 'v1', imageWith('x', { Entrypoint: ['no-such-program'] }))
    const name = await create(`${registry.host}/team/broken:v1`)
    const answer = await lambda.send(new InvokeCommand({ FunctionName: name, Payload: '{}' }))
    assert.equal(answer.FunctionError, 'Unhandled')
    const { errorType } = JSON.parse(Buffer.from(answer.Payload ?? []).toString()) as { errorType: string }
    assert.equal(errorType, 'Runtime.InvalidEntrypoint')
  })

  it('are refused when there is no such image', async () => {
    for (const uri of [`${registry.host}/no/such:v1`, 'nonsense', 'oci:/no/such/folder']) {
      await assert.rejects(create(uri), (error: Error) => {
        assert.equal(error.name, 'InvalidParameterValueException')
        assert.ok(
          error.message.startsWith(`Source image ${uri} is not valid. Provide a valid source image.`),
          error.message,
        )
        return true
      })
    }
    await assert.rejects(create('127.0.0.1:1/no/registry:v1'), { name: 'ServiceException' })
  })
})
