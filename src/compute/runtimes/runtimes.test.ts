import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { silentLogger } from '../../base/logger.ts'
import { awsRuntimes, runtimeNamed } from './aws-runtimes.ts'
import { chooseJava, choosePython } from './choose.ts'
import { Nodes } from './find-node.ts'
import { Pythons } from './find-python.ts'
import { needsFreshProcess } from './fresh-process.ts'
import { installOnce } from './install-once.ts'
import { type Interpreter, mountsOf, nearest } from './interpreter.ts'
import { nodeFlags } from './node-flags.ts'
import { usesSdk } from './sdks.ts'

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lambent-runtimes-'))
})
after(() => rm(folder, { recursive: true, force: true }))

const java = (version: string): Interpreter => ({
  path: `/jdk/${version}`,
  version,
  prefix: '/jdk',
  mounts: [],
})

describe("AWS's runtimes", () => {
  it('are known by their names, dates included', () => {
    assert.equal(runtimeNamed('nodejs24.x')?.deprecation, '2028-04-30')
    assert.equal(runtimeNamed('provided.al2')?.system, 'Amazon Linux 2')
    assert.equal(new Set(awsRuntimes.map(({ identifier }) => identifier)).size, awsRuntimes.length)
  })

  for (const [identifier, language, version] of [
    ['python3.15', 'python', '3.15'],
    ['nodejs26.x', 'nodejs', '26'],
    ['java11.al2023', 'java', '11'],
    ['ruby4.0', 'ruby', '4.0'],
  ] as const) {
    it(`${identifier} is understood though it is not in the table`, () => {
      const named = runtimeNamed(identifier)
      assert.deepEqual([named?.language, named?.version], [language, version])
    })
  }

  for (const identifier of ['python', 'cobol85', '', 'nodejs']) {
    it(`${JSON.stringify(identifier)} is none`, () => assert.equal(runtimeNamed(identifier), undefined))
  }
})

/** A program that answers as Python does when it is asked for its version. */
async function fakePython(path: string, version: string, implementation = 'CPython'): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true })
  const answer = JSON.stringify([path, join(path, '../..'), version, implementation])
  await writeFile(path, `#!/bin/sh\necho '${answer}'\n`)
  await chmod(path, 0o755)
}

describe('Python interpreters', () => {
  it('are found on the PATH, of pyenv and of uv; the newest of a version first', async () => {
    const home = join(folder, 'home')
    await fakePython(join(home, '.pyenv/versions/3.10.1/bin/python3.10'), '3.10.1')
    await fakePython(join(home, '.pyenv/versions/3.10.13/bin/python3.10'), '3.10.13')
    await fakePython(join(home, '.pyenv/versions/pypy/bin/python3'), '3.9.1', 'PyPy')
    await fakePython(join(home, '.local/share/uv/python/cpython-3.44.0/bin/python3.44'), '3.44.0')
    await fakePython(join(folder, 'bin/python3.43'), '3.43.2')
    await fakePython(join(home, '.pyenv/shims/python3.77'), '3.77.0')
    const PATH = `${join(home, '.pyenv/shims')}:${join(folder, 'bin')}`
    const pythons = new Pythons({ environment: { HOME: home, PATH } })
    assert.equal((await pythons.exactly('3.10'))?.version, '3.10.13')
    assert.equal((await pythons.exactly('3.44'))?.version, '3.44.0')
    assert.equal((await pythons.exactly('3.43'))?.prefix, folder)
    assert.equal(await pythons.exactly('3.77'), undefined)

    const { match, interpreter, warning } = await choosePython(
      { identifier: 'python3.45', language: 'python', version: '3.45', system: 'Amazon Linux 2023' },
      pythons,
    )
    assert.deepEqual([match, interpreter.version], ['nearest', '3.44.0'])
    assert.match(
      warning ?? '',
      /^python3\.45 runs on Python 3\.44\.0: Python 3\.45 is not on this machine\. Install it: uv python install 3\.45,/,
    )
  })

  it('the nearest is taken, of two as near the newer', () => {
    assert.equal(
      nearest([1, 3, 9], (one) => one - 2),
      3,
    )
    assert.equal(
      nearest([], () => 0),
      undefined,
    )
  })

  it('trees of their own are mounted at their path and at /var/lang, system folders are not', () => {
    assert.deepEqual(mountsOf('/usr'), [])
    assert.deepEqual(
      mountsOf('/home/anna/.pyenv/versions/3.13.0').map(({ target }) => target),
      ['/home/anna/.pyenv/versions/3.13.0', '/var/lang'],
    )
    assert.equal(mountsOf('/usr/local').length, 2)
  })
})

describe('Java', () => {
  const java21 = runtimeNamed('java21') ?? assert.fail()

  it('of the right version is exact, a newer one is near, an older one is none', () => {
    assert.equal(chooseJava(java21, [java('17.0.1'), java('21.0.2')]).match, 'exact')
    assert.equal(chooseJava(java21, [java('17.0.1'), java('25.0.2')]).interpreter.version, '25.0.2')
    assert.throws(
      () => chooseJava(java21, [java('17.0.1')]),
      /^NoInterpreter: java21 needs Java 21, and none is on this machine\. Install/,
    )
  })
})

describe('Node.js', () => {
  it("the server's own serves its version", async () => {
    const nodes = new Nodes(join(folder, 'nodes'), silentLogger)
    const own = await nodes.get(process.versions.node.split('.')[0] ?? '')
    assert.equal(own.version, process.versions.node)
    assert.equal(await nodes.here('4'), undefined)
  })

  for (const [asked, memory, options, flags] of [
    ['24', 128, '', ['--max-semi-space-size=6', '--max-old-space-size=116']],
    ['24', 1024, '--max-old-space-size=900', []],
    ['24', 1024, '--max_semi_space_size=9', []],
    [
      '20',
      128,
      '',
      ['--max-semi-space-size=6', '--max-old-space-size=116', '--no-experimental-require-module'],
    ],
    [
      '22',
      128,
      '--experimental-require-module',
      ['--max-semi-space-size=6', '--max-old-space-size=116', '--no-experimental-detect-module'],
    ],
  ] as const) {
    it(`${asked} with ${memory} MB and "${options}" starts with ${flags.join(' ') || 'no flags'}`, () => {
      assert.deepEqual(nodeFlags(asked, memory, options), flags)
    })
  }
})

describe('a process of its own', () => {
  for (const [language, name, expected] of [
    ['nodejs', 'NODE_OPTIONS', true],
    ['nodejs', 'NODE_PATH', false],
    ['nodejs', 'TABLE_NAME', false],
    ['nodejs', 'AWS_LAMBDA_EXEC_WRAPPER', true],
    ['python', 'PYTHONHASHSEED', true],
    ['python', 'PYTHONPATH', false],
    ['python', 'NODE_OPTIONS', false],
    ['python', 'AWS_LAMBDA_EXEC_WRAPPER', true],
  ] as const) {
    it(`is ${expected ? '' : 'not '}needed for ${name} in ${language}`, () => {
      assert.equal(needsFreshProcess(language, { [name]: 'x' }), expected)
    })
  }
})

describe('an installation', () => {
  it('is made once, by whoever comes first', async () => {
    const target = join(folder, 'made/once')
    let count = 0
    const install = async (stage: string) => {
      count++
      await writeFile(join(stage, 'file'), String(count))
    }
    await Promise.all([1, 2, 3].map(() => installOnce(target, install)))
    assert.equal(await readFile(join(target, 'file'), 'utf8'), '1')
  })

  it('that fails leaves nothing, and may be tried again', async () => {
    const target = join(folder, 'made/again')
    await assert.rejects(
      installOnce(target, async () => {
        throw new Error('no network')
      }),
      /no network/,
    )
    await installOnce(target, async (stage) => writeFile(join(stage, 'file'), 'x'))
    assert.equal(await readFile(join(target, 'file'), 'utf8'), 'x')
  })

  it('of a process that died is taken over', async () => {
    const target = join(folder, 'made/over')
    await mkdir(`${target}.lock`, { recursive: true })
    await writeFile(join(`${target}.lock`, 'pid'), '4194304')
    await installOnce(target, async () => {})
  })
})

describe('whether code uses the SDK of the runtime', () => {
  for (const [name, files, language, expected] of [
    ['an import of boto3', { 'app.py': 'import boto3' }, 'python', true],
    ['none', { 'app.py': 'import json' }, 'python', false],
    ['a copy of its own', { 'app.py': 'import boto3', 'boto3/__init__.py': '' }, 'python', false],
    ['an import in a folder', { 'src/a.mjs': "import { S3 } from '@aws-sdk/client-s3'" }, 'nodejs', true],
    ['the SDK of before', { 'a.js': "require('aws-sdk')" }, 'nodejs', false],
    [
      'a package of its own',
      { 'a.js': "require('@aws-sdk/x')", 'node_modules/@aws-sdk/x/index.js': '' },
      'nodejs',
      false,
    ],
  ] as const) {
    it(`${name}: ${expected}`, async () => {
      const task = await mkdtemp(join(folder, 'task-'))
      for (const [path, text] of Object.entries(files)) {
        await mkdir(join(task, path, '..'), { recursive: true })
        await writeFile(join(task, path), text)
      }
      assert.equal(await usesSdk(task, language), expected)
    })
  }
})
