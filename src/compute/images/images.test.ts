import assert from 'node:assert/strict'
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, before, describe, it } from 'node:test'
import {
  type BuiltImage,
  buildImage,
  buildIndex,
  digestOf,
  layoutFiles,
  machineArchitecture,
  type TestEntry,
  tarOf,
  writeLayout,
} from '../../../test/support/images/make-image.ts'
import { startTestRegistry } from '../../../test/support/images/test-registry.ts'
import { applyLayer } from './apply-layer.ts'
import { openSource } from './open-source.ts'
import { findImage, unpackImage } from './pull-image.ts'
import { pinnedReference, readImageReference } from './reference.ts'
import type { RegistryAccess } from './sources/registry-source.ts'

const architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64'
const otherArchitecture = machineArchitecture === 'amd64' ? 'arm64' : 'amd64'
let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lambent-images-'))
})
after(() => rm(folder, { recursive: true, force: true }))

let count = 0
const newFolder = async () => {
  const path = join(folder, String(++count))
  await mkdir(path)
  return path
}

async function pull(reference: string, access: RegistryAccess = {}) {
  const source = await openSource(readImageReference(reference), access, folder)
  try {
    const image = await findImage(source, architecture)
    const root = await newFolder()
    const bytes = await unpackImage(source, image, root)
    return { root, bytes, ...image }
  } finally {
    await source.close()
  }
}

async function apply(...layers: ReadonlyArray<readonly TestEntry[]>): Promise<string> {
  const root = await newFolder()
  const allowance = { bytes: 1e6, entries: 1000 }
  for (const entries of layers) await applyLayer(root, Readable.from([tarOf(entries)]), allowance)
  return root
}

const sample: BuiltImage = buildImage({
  layers: [
    {
      entries: [
        { path: 'etc', type: 'Directory' },
        { path: 'etc/hello', body: 'one' },
      ],
    },
    { entries: [{ path: './etc/hello', body: 'two' }], compression: 'zstd' },
    { entries: [{ path: 'etc/plain', body: 'three', mode: 0o755 }], compression: 'none' },
  ],
  config: {
    Entrypoint: ['/etc/plain'],
    Cmd: ['a', 'b'],
    Env: ['A=1=2', 'B='],
    WorkingDir: '/etc',
    User: 'me',
  },
})

describe('image references', () => {
  it('are read in all their forms', () => {
    assert.deepEqual(readImageReference('123456789012.dkr.ecr.us-east-1.amazonaws.com/team/app:v1'), {
      kind: 'registry',
      host: '123456789012.dkr.ecr.us-east-1.amazonaws.com',
      repository: 'team/app',
      tag: 'v1',
    })
    const digest = `sha256:${'a'.repeat(64)}`
    const local = readImageReference(`oci:/images/app:v1@${digest}`)
    assert.deepEqual(local, { kind: 'oci', path: '/images/app', tag: 'v1', digest })
    assert.equal(
      pinnedReference(readImageReference('localhost:5000/app:v1'), digest),
      `localhost:5000/app@${digest}`,
    )
    for (const bad of [
      '',
      'app',
      'oci:relative',
      'https://host/app',
      'host/APP',
      'host/app@sha256:1',
      'host/../x',
    ])
      assert.throws(() => readImageReference(bad), { name: 'ImageError', fault: 'bad reference' }, bad)
  })
})

describe('image sources', () => {
  it('an OCI layout, with layers packed in three ways', async () => {
    const layout = await newFolder()
    await writeLayout(layout, sample, 'v1')
    const { root, config, digest } = await pull(`oci:${layout}:v1`)
    assert.equal(digest, sample.manifest.digest)
    assert.equal(await readFile(join(root, 'etc/hello'), 'utf8'), 'two')
    assert.equal((await stat(join(root, 'etc/plain'))).mode & 0o777, 0o755)
    assert.equal((await stat(join(root, 'etc/plain'))).mtimeMs, 1_700_000_000_000)
    assert.deepEqual(config.entryPoint, ['/etc/plain'])
    assert.deepEqual(config.environment, { A: '1=2', B: '' })
    await assert.rejects(pull(`oci:${layout}:v2`), { fault: 'not found' })
    await assert.rejects(pull(`oci:${layout}x`), { fault: 'not found' })
  })

  it('an archive of an OCI layout', async () => {
    const archive = join(folder, 'layout.tar')
    await writeFile(archive, tarOf([...layoutFiles(sample)].map(([path, body]) => ({ path, body }))))
    const { root } = await pull(`oci-archive:${archive}`)
    assert.equal(await readFile(join(root, 'etc/hello'), 'utf8'), 'two')
  })

  it('what docker save writes', async () => {
    const layer = tarOf([{ path: 'hello', body: 'docker' }])
    const config = JSON.stringify({
      architecture: machineArchitecture,
      os: 'linux',
      config: { Cmd: ['/hello'] },
      rootfs: { diff_ids: [digestOf(layer), digestOf(layer)] },
    })
    const list = [{ Config: 'c.json', RepoTags: ['app:v1'], Layers: ['one/layer.tar', 'two/layer.tar'] }]
    const archive = join(folder, 'docker.tar')
    await writeFile(
      archive,
      tarOf([
        { path: 'manifest.json', body: JSON.stringify(list) },
        { path: 'c.json', body: config },
        { path: 'one/layer.tar', body: layer },
        { path: 'two/layer.tar', type: 'SymbolicLink', linkpath: '../one/layer.tar' },
      ]),
    )
    const image = await pull(`docker-archive:${archive}`)
    assert.equal(await readFile(join(image.root, 'hello'), 'utf8'), 'docker')
    assert.deepEqual(image.config.command, ['/hello'])
  })

  it('a registry, with an index for several architectures', async () => {
    const registry = await startTestRegistry()
    try {
      const other = buildImage({ layers: [], architecture: otherArchitecture })
      registry.push('team/app', 'v1', buildIndex([other, sample]))
      registry.push('team/other', 'v1', buildIndex([other]))
      const { digest } = await pull(`${registry.host}/team/app:v1`)
      assert.equal(digest, sample.manifest.digest)
      await pull(`${registry.host}/team/app@${digest}`)
      const ecr = {
        mirror: async (host: string, repository: string) =>
          host.endsWith('.amazonaws.com') ? { host: registry.host, repository } : undefined,
      }
      await pull('123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app:v1', ecr)
      await assert.rejects(pull(`${registry.host}/team/app:v2`), { fault: 'not found' })
      await assert.rejects(pull(`${registry.host}/team/other:v1`), { fault: 'not found' })
    } finally {
      await registry.close()
    }
    await assert.rejects(pull(`${registry.host}/team/app:v1`), { fault: 'unreachable' })
  })

  for (const kind of ['basic', 'bearer'] as const) {
    it(`a registry that wants to know who reads: ${kind}`, async () => {
      const registry = await startTestRegistry({ kind, username: 'me', password: 'secret' })
      try {
        registry.push('app', 'latest', sample)
        const credentials = async () => ({ username: 'me', password: 'secret' })
        await pull(`${registry.host}/app`, { credentials })
        await assert.rejects(pull(`${registry.host}/app`), { fault: 'not allowed' })
      } finally {
        await registry.close()
      }
    })
  }

  it('refuses bytes that are not those of the digest', async () => {
    for (const [index, what] of ['layer', 'config', 'manifest'].entries()) {
      const layout = await newFolder()
      await writeLayout(layout, sample)
      const digest = [...sample.blobs.keys()].at([0, -2, -1][index] ?? 0) ?? ''
      const path = join(layout, 'blobs', digest.replace(':', '/'))
      const bytes = await readFile(path)
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
      await writeFile(path, bytes)
      await assert.rejects(pull(`oci:${layout}`), { name: 'ImageError', fault: 'not an image' }, what)
    }
  })
})

describe('layers', () => {
  it('take away what lower layers have, and not what is their own', async () => {
    const root = await apply(
      [
        { path: 'a/', type: 'Directory' },
        { path: 'a/old', body: '1' },
        { path: 'b/', type: 'Directory' },
        { path: 'b/old', body: '1' },
        { path: 'b/deep/old', body: '1' },
        { path: 'c', body: 'file' },
      ],
      [
        { path: 'a/.wh.old' },
        { path: 'a/new', body: '2' },
        { path: 'b/new', body: '2' },
        { path: 'b/deep/new', body: '2' },
        { path: 'b/.wh..wh..opq' },
        { path: '.wh.c' },
        { path: 'c/', type: 'Directory' },
      ],
    )
    assert.deepEqual(await readdir(join(root, 'a')), ['new'])
    assert.deepEqual((await readdir(join(root, 'b'))).sort(), ['deep', 'new'])
    assert.deepEqual(await readdir(join(root, 'b/deep')), ['new'])
    assert.ok((await stat(join(root, 'c'))).isDirectory())
  })

  it('write through links within the image, as if it were the root', async () => {
    const root = await apply(
      [
        { path: 'usr/lib/', type: 'Directory' },
        { path: 'lib', type: 'SymbolicLink', linkpath: '/usr/lib' },
        { path: 'up', type: 'SymbolicLink', linkpath: '../../../../usr' },
      ],
      [
        { path: 'lib/one', body: '1' },
        { path: 'up/two', body: '2' },
        { path: 'three', type: 'Link', linkpath: 'lib/one' },
      ],
    )
    assert.equal(await readFile(join(root, 'usr/lib/one'), 'utf8'), '1')
    assert.equal(await readFile(join(root, 'usr/two'), 'utf8'), '2')
    assert.equal((await stat(join(root, 'three'))).ino, (await stat(join(root, 'usr/lib/one'))).ino)
    assert.equal(await readlink(join(root, 'lib')), '/usr/lib')
  })

  it('never leave the root', async () => {
    const outside = join(folder, 'outside')
    await mkdir(outside)
    await writeFile(join(outside, 'victim'), 'safe')
    const hostile: ReadonlyArray<readonly TestEntry[]> = [
      [{ path: '../outside/evil', body: 'x' }],
      [{ path: `a/../../outside/evil`, body: 'x' }],
      [
        { path: 'l', type: 'SymbolicLink', linkpath: outside },
        { path: 'l/evil', body: 'x' },
      ],
      [{ path: 'l', type: 'SymbolicLink', linkpath: `../outside` }, { path: 'l/.wh.victim' }],
      [{ path: 'l', type: 'SymbolicLink', linkpath: `../outside` }, { path: 'l/.wh..wh..opq' }],
      [
        { path: 'l', type: 'SymbolicLink', linkpath: join(outside, 'victim') },
        { path: 'l', body: 'x' },
      ],
      [{ path: 'h', type: 'Link', linkpath: join(outside, 'victim') }],
      [{ path: 'h', type: 'Link', linkpath: '../outside/victim' }],
      [
        { path: 'a', type: 'SymbolicLink', linkpath: 'b' },
        { path: 'b', type: 'SymbolicLink', linkpath: 'a' },
        { path: 'a/x', body: 'x' },
      ],
      [{ path: '.wh...', body: '' }],
      [{ path: '.wh..', body: '' }],
      [{ path: '.wh.', body: '' }],
    ]
    for (const entries of hostile)
      await apply(entries).catch((error: Error) => assert.equal(error.name, 'ImageError'))
    assert.deepEqual(await readdir(outside), ['victim'])
    assert.equal(await readFile(join(outside, 'victim'), 'utf8'), 'safe')
    assert.ok((await lstat(folder)).isDirectory())
  })

  it('leave out devices and pipes, and rights that would be gained', async () => {
    const root = await apply([
      { path: 'dev/null', type: 'CharacterDevice' },
      { path: 'pipe', type: 'FIFO' },
      { path: 'su', body: '#!', mode: 0o4755 },
    ])
    assert.deepEqual((await readdir(root)).sort(), ['dev', 'su'])
    assert.equal((await stat(join(root, 'su'))).mode & 0o7777, 0o755)
  })

  it('have bounds', async () => {
    const root = await newFolder()
    const many = Readable.from([tarOf([{ path: 'a' }, { path: 'b' }])])
    await assert.rejects(applyLayer(root, many, { bytes: 100, entries: 1 }), { fault: 'too large' })
    const big = Readable.from([tarOf([{ path: 'a', body: 'x'.repeat(200) }])])
    await assert.rejects(applyLayer(root, big, { bytes: 100, entries: 9 }), { fault: 'too large' })
    const noTar = Readable.from([Buffer.alloc(2048, 7)])
    await assert.rejects(applyLayer(root, noTar, { bytes: 1e6, entries: 9 }), { fault: 'not an image' })
  })
})
