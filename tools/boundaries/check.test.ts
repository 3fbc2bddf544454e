import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, it } from 'node:test'
import { checkBoundaries } from './check.ts'
import { rooms } from './rooms.ts'

const folders: string[] = []
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

const sound: Record<string, string> = {
  'package.json':
    '{ "name": "planted", "type": "module", "devDependencies": { "@aws-sdk/client-sts": "3.0.0" } }',
  'tsconfig.json':
    '{ "compilerOptions": { "module": "nodenext", "allowImportingTsExtensions": true, "noEmit": true } }',
  'src/index.ts': "export { start } from './app/main.ts'\n",
  'src/app/main.ts':
    "import { open } from '../store/sqlite/index.ts'\nimport { a } from '../services/sqs/service.ts'\nimport { b } from '../services/sns/service.ts'\nexport const start = [open, a, b]\n",
  'src/store/index.ts': 'export const kind = 1\n',
  'src/store/atomic.ts': "import { kind } from './index.ts'\nexport const atomic = kind\n",
  'src/store/sqlite/index.ts': "import { atomic } from '../atomic.ts'\nexport const open = atomic\n",
  'src/services/sqs/service.ts':
    "import { kind } from '../../store/index.ts'\nimport { rule } from './domain/rule.ts'\nexport const a = [kind, rule]\n",
  'src/services/sqs/domain/rule.ts': 'export const rule = 1\n',
  'src/services/sns/service.ts': 'export const b = 1\n',
}

async function violationsOf(planted: Record<string, string>): Promise<readonly string[]> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'lambent-boundaries-')))
  folders.push(root)
  for (const [path, text] of Object.entries({ ...sound, ...planted })) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return (await checkBoundaries(root)).violations.map((violation) => violation.split('\n')[0] ?? '')
}

describe('the boundaries check', () => {
  it('finds nothing in a sound tree', async () => {
    assert.deepEqual(await violationsOf({}), [])
  })

  const planted: ReadonlyArray<readonly [what: string, path: string, text: string, found: string]> = [
    [
      'one service that imports another',
      'src/services/sns/service.ts',
      "import { rule } from '../sqs/domain/rule.ts'\nexport const b = rule\n",
      'what services may import: src/services/sns/service.ts -> src/services/sqs/domain/rule.ts',
    ],
    [
      'an import of types alone',
      'src/services/sns/service.ts',
      "import type { rule } from '../sqs/domain/rule.ts'\nexport const b: typeof rule = 1\n",
      'what services may import: src/services/sns/service.ts -> src/services/sqs/domain/rule.ts',
    ],
    [
      'a lower room that imports a higher one',
      'src/store/index.ts',
      "import { rule } from '../services/sqs/domain/rule.ts'\nexport const kind = rule\n",
      'what store may import: src/store/index.ts -> src/services/sqs/domain/rule.ts',
    ],
    [
      'an import past the public face of a room',
      'src/services/sns/service.ts',
      "import { atomic } from '../../store/atomic.ts'\nexport const b = atomic\n",
      'the face of store: src/services/sns/service.ts -> src/store/atomic.ts',
    ],
    [
      'a service that opens a store',
      'src/services/sns/service.ts',
      "import { open } from '../../store/sqlite/index.ts'\nexport const b = open\n",
      'who opens src/store/sqlite/index.ts: src/services/sns/service.ts -> src/store/sqlite/index.ts',
    ],
    [
      'a rule that reads the disk',
      'src/services/sqs/domain/rule.ts',
      "import { readFileSync } from 'node:fs'\nexport const rule = readFileSync\n",
      'domain is pure: src/services/sqs/domain/rule.ts -> fs',
    ],
    [
      'a circle',
      'src/services/sqs/domain/rule.ts',
      "import { a } from '../service.ts'\nexport const rule: unknown = () => a\n",
      'no circles: src/services/sqs/domain/rule.ts -> src/services/sqs/service.ts -> src/services/sqs/domain/rule.ts',
    ],
    [
      'a file that nothing needs',
      'src/services/sqs/errors.ts',
      'export const unused = 1\n',
      'no dead files: src/services/sqs/errors.ts',
    ],
    [
      'a room that the table does not know',
      'src/services/sqs/service.ts',
      "import { x } from '../../utils/x.ts'\nimport { rule } from './domain/rule.ts'\nexport const a = [x, rule]\n",
      'every import leads somewhere: src/services/sqs/service.ts -> ../../utils/x.ts',
    ],
  ]
  for (const [what, path, text, found] of planted) {
    it(`finds ${what}`, async () => {
      const violations = await violationsOf({ [path]: text })
      assert.ok(violations.includes(found), `found instead: ${violations.join('; ')}`)
    })
  }

  it('fails when it saw no files', async () => {
    const root = mkdtempSync(join(tmpdir(), 'lambent-boundaries-'))
    folders.push(root)
    for (const path of ['package.json', 'tsconfig.json']) writeFileSync(join(root, path), sound[path] ?? '')
    for (const folder of ['src', 'tools']) mkdirSync(join(root, folder))
    writeFileSync(join(root, 'tools/build.ts'), 'export const built = 1\n')
    await assert.rejects(checkBoundaries(root), /No source file was seen/)
  })
})

describe('the rooms table', () => {
  it('has no room that is imported by a room it imports', () => {
    const table = new Map(rooms.map((room) => [room.name, room.imports]))
    const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
      (table.get(from) ?? []).some((next) => {
        if (next === to) return true
        if (seen.has(next)) return false
        return reaches(next, to, seen.add(next))
      })
    assert.deepEqual(
      rooms.filter(({ name }) => reaches(name, name)).map(({ name }) => name),
      [],
    )
  })
})
