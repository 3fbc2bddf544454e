import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import ts from 'typescript'
import { camelCase, kebabCase } from './names.ts'
import { operationFiles } from './operation-files.ts'
import { serviceFiles, withService } from './service-files.ts'

const root = join(import.meta.dirname, '../..')
const files = {
  ...serviceFiles({ prefix: 'xray', model: 'xray', title: 'X-Ray', client: 'XRay' }),
  ...operationFiles({ prefix: 'xray', model: 'xray', operation: 'PutTraceSegments' }),
}

describe('names', () => {
  it('follow AWS word by word', () => {
    assert.deepEqual(
      ['PurgeQueue', 'ListMFADevices', 'GetSAMLProvider', 'ListObjectsV2', 'CreateDBInstance'].map(kebabCase),
      ['purge-queue', 'list-mfa-devices', 'get-saml-provider', 'list-objects-v2', 'create-db-instance'],
    )
    assert.equal(camelCase('PurgeQueue'), 'purgeQueue')
  })
})

describe('a scaffolded service and operation', () => {
  it('compile', () => {
    const texts = new Map(
      Object.entries(files)
        .filter(([path]) => path.endsWith('.ts'))
        .map(([path, text]) => [join(root, path), text]),
    )
    for (const path of texts.keys()) assert.ok(!existsSync(path), `${path} is real: choose another example`)
    const config = ts.getParsedCommandLineOfConfigFile(
      join(root, 'tsconfig.json'),
      { incremental: false },
      { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => assert.fail('tsconfig.json cannot be read') },
    )
    const options = { ...config?.options }
    const host = ts.createCompilerHost(options)
    const { fileExists, readFile } = host
    // The folders of the new files are not there, and TypeScript would not look into them.
    host.directoryExists = () => true
    host.fileExists = (path) => texts.has(path) || fileExists(path)
    host.readFile = (path) => texts.get(path) ?? readFile(path)
    const program = ts.createProgram([...texts.keys()], options, host)
    const found = [...texts.keys()].flatMap((path) => {
      const source = program.getSourceFile(path)
      assert.ok(source)
      return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    })
    assert.deepEqual(
      found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
      [],
    )
  })

  for (const [path, text] of Object.entries(files).filter(([name]) => name.endsWith('.ts'))) {
    it(`pass the linter as they are: ${path}`, () => {
      const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
      const args = [biome, 'check', '--write', `--stdin-file-path=${path}`]
      const { status, stdout, stderr } = spawnSync(process.execPath, args, {
        cwd: root,
        input: text,
        encoding: 'utf8',
      })
      assert.deepEqual([status, stdout], [0, text], stderr)
    })
  }
})

describe('the table of services', () => {
  const table = readFileSync(join(root, 'src/app/services.ts'), 'utf8')
  const prefixes = (text: string) =>
    [...text.matchAll(/prefix: '([^']+)'/g)].map(([, prefix]) => prefix ?? '')

  it('takes a service in the order of prefixes', () => {
    const before = prefixes(table)
    for (const prefix of ['aaa', 'mmm', 'zzz']) {
      const longer = withService(table, prefix)
      assert.deepEqual(prefixes(longer), [...before, prefix].sort())
      assert.equal(longer.split('\n').length, table.split('\n').length + 1)
    }
  })

  it('takes none twice', () => {
    assert.throws(() => withService(table, prefixes(table)[0] ?? ''), /already/)
  })
})
