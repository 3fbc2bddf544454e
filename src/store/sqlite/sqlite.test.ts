import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { storeSuite } from '../suite.ts'
import { openSqliteStore } from './index.ts'

const directories: string[] = []
after(async () => {
  for (const directory of directories) await rm(directory, { recursive: true })
})

storeSuite('SQLite in memory', (surroundings) => openSqliteStore({ memory: true }, surroundings))

storeSuite('SQLite in a directory', async (surroundings) => {
  const directory = await mkdtemp(join(tmpdir(), 'lambent-store-'))
  directories.push(directory)
  return openSqliteStore({ directory }, surroundings)
})
