/**
 * How `status`, `stop` and `env` find a server: each writes a small file into its data folder when it listens, named by its
 * port, and removes it when it has stopped. A file whose process is gone is what a crash left, and is removed by whoever
 * sees it.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a server says of itself on disk. */
export interface ServerRecord {
  readonly pid: number
  readonly port: number
  readonly endpoint: string
  readonly version: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly store: 'memory' | 'sqlite' | 'postgres'
  readonly region: string
  readonly accountId: string
  /** In enforcing mode: the shared credentials file with the root user's key, where it was made here. */
  readonly credentialsFile?: string
}

const folderOf = (dataFolder: string) => join(dataFolder, 'servers')
const fileOf = (dataFolder: string, port: number) => join(folderOf(dataFolder), `${port}.json`)

/** Notes a server that listens. The file is there whole or not at all. */
export function writeServerRecord(dataFolder: string, record: ServerRecord): void {
  mkdirSync(folderOf(dataFolder), { recursive: true, mode: 0o700 })
  const file = fileOf(dataFolder, record.port)
  writeFileSync(`${file}.${record.pid}`, `${JSON.stringify(record, null, 2)}\n`)
  renameSync(`${file}.${record.pid}`, file)
}

/** Takes the note away, if it is still this process's. */
export function removeServerRecord(dataFolder: string, { port, pid }: ServerRecord): void {
  if (readRecord(fileOf(dataFolder, port))?.pid === pid) rmSync(fileOf(dataFolder, port), { force: true })
}

/** Servers that were noted in a data folder and whose process is there, by port. */
export function readServerRecords(dataFolder: string): ServerRecord[] {
  let names: string[]
  try {
    names = readdirSync(folderOf(dataFolder))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  const records: ServerRecord[] = []
  for (const name of names.filter((file) => file.endsWith('.json'))) {
    const record = readRecord(join(folderOf(dataFolder), name))
    if (record && isAlive(record.pid)) records.push(record)
    else rmSync(join(folderOf(dataFolder), name), { force: true })
  }
  return records.sort((a, b) => a.port - b.port)
}

/** Whether there is a process of that id (also one of another user). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function readRecord(file: string): ServerRecord | undefined {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as Partial<ServerRecord>
    const whole =
      Number.isInteger(value.pid) && Number.isInteger(value.port) && typeof value.endpoint === 'string'
    return whole ? (value as ServerRecord) : undefined
  } catch {
    return undefined
  }
}
