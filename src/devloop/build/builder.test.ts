/** Builds real functions with the tools of this machine. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, it } from 'node:test'
import { Zipper } from '../package/zip.ts'
import { bytesOf } from './artifact.ts'
import { BuildError } from './build-error.ts'
import type { Buildable } from './buildable.ts'
import { Builder } from './builder.ts'
import type { Built } from './built.ts'

const folder = mkdtempSync(join(tmpdir(), 'lambent-builder-'))
const told: string[] = []
const builder = new Builder({ cacheFolder: join(folder, 'cache'), tell: (line) => told.push(line) })

after(async () => {
  await builder.close()
  rmSync(folder, { recursive: true })
})

function sources(name: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  const place = join(folder, name)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(place, path)), { recursive: true })
    writeFileSync(join(place, path), text)
  }
  return place
}

function buildable(source: string, facts: Partial<Buildable>): Buildable {
  return { logicalId: 'One', kind: 'function', source, metadata: {}, ...facts }
}

function filesOf({ content }: Built): Map<string, string> {
  assert.ok('files' in content)
  return new Map(content.files.map((file) => [file.path, Buffer.from(bytesOf(file)).toString('utf8')]))
}

describe('a builder', () => {
  it('bundles TypeScript, and leaves the SDK to the runtime', async () => {
    const source = sources('typescript', {
      'src/app.ts': `import { S3Client } from '@aws-sdk/client-s3'
        import { twice } from './twice'
        export const handler = async (n: number): Promise<number> => twice(n) + (S3Client ? 0 : 1)`,
      'src/twice.ts': 'export const twice = (n: number): number => n * 2',
    })
    const one = buildable(source, { runtime: 'nodejs22.x', handler: 'src/app.handler' })
    const built = await builder.build(one)
    const files = filesOf(built)
    assert.deepEqual([...files.keys()], ['src/app.js', 'src/app.js.map'])
    assert.match(files.get('src/app.js') ?? '', /require\("@aws-sdk\/client-s3"\)[\s\S]*n \* 2/)
    assert.deepEqual(built.inputs.files.filter((file) => file.endsWith('.ts')).sort(), [
      join(source, 'src/app.ts'),
      join(source, 'src/twice.ts'),
    ])
    writeFileSync(join(source, 'src/twice.ts'), 'export const twice = (n: number): number => n * 3')
    assert.match(filesOf(await builder.build(one)).get('src/app.js') ?? '', /n \* 3/)
  })

  it("takes esbuild's properties of SAM", async () => {
    const source = sources('esbuild', {
      'app.ts':
        "import text from './text.txt'\nexport const handler = async () => [text, VERSION]\ndeclare const VERSION: string",
      'text.txt': 'hello',
    })
    const metadata = {
      BuildMethod: 'esbuild',
      BuildProperties: {
        EntryPoints: ['app.ts'],
        Loader: ['.txt=text'],
        Define: { VERSION: '"7"' },
        Format: 'esm',
        OutExtension: ['.js=.mjs'],
        Sourcemap: true,
        Minify: false,
      },
    }
    const built = await builder.build(
      buildable(source, { method: 'esbuild', handler: 'app.handler', metadata }),
    )
    const files = filesOf(built)
    assert.deepEqual([...files.keys()], ['app.mjs', 'app.mjs.map'])
    assert.match(files.get('app.mjs') ?? '', /"hello"[\s\S]*"7"/)
    assert.deepEqual(built.environment, { NODE_OPTIONS: '--enable-source-maps' })
  })

  it('installs the packages of what is bundled, where they are missing', async () => {
    const scale = sources('packages/scale', {
      'package.json': '{"name":"scale","version":"1.0.0","main":"scale.js"}',
      'scale.js': 'exports.scale = (n) => n * 5',
    })
    const asking = (dependencies: object) =>
      sources('bundled', { 'package.json': JSON.stringify({ dependencies }) })
    const source = sources('bundled', {
      'index.ts':
        "import { scale } from 'scale'\nexport const handler = async (n: number): Promise<number> => scale(n)",
    })
    const properties = (given: object) => ({
      metadata: { BuildMethod: 'esbuild', BuildProperties: { Minify: false, ...given } },
    })
    const one = buildable(source, { method: 'esbuild', handler: 'index.handler', ...properties({}) })
    asking({ scale: 'file:missing.tgz' })
    await assert.rejects(builder.build(one), (error) => {
      assert.ok(error instanceof BuildError)
      assert.match(error.message, /^One: its packages cannot be installed: .*npm install/)
      return true
    })
    // What is not bundled need not be there.
    await builder.build({ ...one, ...properties({ External: ['sc*'] }) })
    asking({ scale: `file:${scale}` })
    assert.match(filesOf(await builder.build(one)).get('index.js') ?? '', /n \* 5/)
    assert.equal(told.at(-1), 'One: installing its packages by npm ...')
  })

  it('says file and line of a fault', async () => {
    const source = sources('faulty', {
      'index.ts': 'export const handler = async () => {\n  return 1 +\n}\n',
    })
    await assert.rejects(
      builder.build(buildable(source, { runtime: 'nodejs22.x', handler: 'index.handler' })),
      (error) => {
        assert.ok(error instanceof BuildError)
        assert.equal(error.message, 'One: it has a fault.')
        assert.match(error.advice[0] ?? '', /faulty\/index\.ts:3:1: Unexpected "}"/)
        return true
      },
    )
  })

  it('copies what needs no building, without what does not belong to it', async () => {
    const source = sources('plain', {
      'app.py': 'x = 1',
      'lib/deep.py': 'y = 2',
      '__pycache__/app.pyc': '',
      '.git/config': '',
      bootstrap: '#!/bin/sh',
    })
    const { content, inputs } = await builder.build(buildable(source, { runtime: 'python3.13' }))
    assert.ok('files' in content)
    assert.deepEqual(
      content.files.map(({ path }) => path),
      ['app.py', 'bootstrap', 'lib/deep.py'],
    )
    assert.deepEqual(inputs.folders, [source])
  })

  it("installs Python's requirements once", async () => {
    const wheel = await new Zipper().zip(
      Object.entries({
        'tiny.py': 'answer = 42\n',
        'tiny-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n',
        'tiny-1.0.dist-info/RECORD':
          'tiny.py,,\ntiny-1.0.dist-info/METADATA,,\ntiny-1.0.dist-info/WHEEL,,\ntiny-1.0.dist-info/RECORD,,\n',
        'tiny-1.0.dist-info/WHEEL':
          'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
      }).map(([path, text]) => ({ path, source: { bytes: Buffer.from(text) }, executable: false })),
    )
    const source = sources('requirements', {
      'app.py': 'import tiny',
      'requirements.txt': './tiny-1.0-py3-none-any.whl\n',
      'tiny-1.0-py3-none-any.whl': wheel,
    })
    const one = buildable(source, { runtime: 'python3.13' })
    const files = filesOf(await builder.build(one))
    assert.equal(files.get('tiny.py'), 'answer = 42\n')
    assert.equal(files.get('app.py'), 'import tiny')
    const before = told.length
    await builder.build(one)
    assert.equal(told.length, before)
    const layer = await builder.build({ ...one, kind: 'layer', method: 'python3.13' })
    assert.ok(filesOf(layer).has('python/tiny.py'))
  })

  it('runs a Makefile in a copy of the sources', async () => {
    const source = sources('make', {
      Makefile:
        'build-One:\n\tcp run.sh "$(ARTIFACTS_DIR)/bootstrap"\n\tchmod +x "$(ARTIFACTS_DIR)/bootstrap"\n\ttouch made-here\n',
      'run.sh': '#!/bin/sh\n',
    })
    const { content } = await builder.build(
      buildable(source, { method: 'makefile', runtime: 'provided.al2023' }),
    )
    assert.ok('files' in content)
    assert.deepEqual(
      content.files.map(({ path, executable }) => [path, executable]),
      [['bootstrap', true]],
    )
    assert.ok(!filesOf(await builder.build(buildable(source, { runtime: 'python3.13' }))).has('made-here'))
    await assert.rejects(
      builder.build(buildable(source, { logicalId: 'Two', method: 'makefile' })),
      /Two: .*make --makefile .* failed/,
    )
  })

  it('refuses what it cannot build', async () => {
    const source = sources('nothing', { 'pom.xml': '<project/>' })
    await assert.rejects(builder.build(buildable(join(folder, 'absent'), {})), /absent, which does not exist/)
    await assert.rejects(builder.build(buildable(source, { method: 'gradle' })), /no build method gradle/)
    await assert.rejects(
      builder.build(buildable(source, { runtime: 'java21' })),
      /Java is built by its own tool/,
    )
    await assert.rejects(
      builder.build(buildable(source, { method: 'esbuild', handler: 'index.handler' })),
      /neither TypeScript nor JavaScript of its handler index\.handler/,
    )
  })
})
