/**
 * The bytes of code: zips as blobs, held by every version (of a function or a layer) that uses them, and how much of an
 * account's storage they take. Each version counts its zip, as at AWS, though equal bytes are kept once.
 */
import type { Atomic, Key, Store } from '../../store/index.ts'
import { codeStorageExceeded } from './errors.ts'
import { codeStorageBytes } from './limits.ts'
import { codeUsagePartCount, codeUsages, type Home, type Version } from './records.ts'

/** The zips that a version needs: its own and those of its layers. */
function zipsOf({ code, settings }: Version): Set<string> {
  const zips = new Set(settings.layers.map(({ sha256 }) => sha256))
  if (code.kind === 'zip') zips.add(code.sha256)
  return zips
}

/** Adds to a commit that a version's zips are held from now on instead of those before; absent: none. */
export function holdZips(
  commit: Atomic,
  functionId: string,
  before: Version | undefined,
  after: Version | undefined,
): void {
  const old = before ? zipsOf(before) : new Set<string>()
  const fresh = after ? zipsOf(after) : new Set<string>()
  const holder = (version: Version, zip: string): Key => ['lambda.code', functionId, version.version, zip]
  for (const zip of fresh) if (after && !old.has(zip)) commit.hold(zip, holder(after, zip))
  for (const zip of old) if (before && !fresh.has(zip)) commit.drop(zip, holder(before, zip))
}

/** The size of a version's own zip. Unit: bytes. */
export function storedBytes(version: Version | undefined): number {
  return version?.code.kind === 'zip' ? version.code.bytes : 0
}

/** What an account has stored in a region. `codeBytes`: of all zips of versions and layers. */
export async function readCodeUsage(
  store: Store,
  { accountId, region }: Home,
): Promise<{ readonly codeBytes: number; readonly functions: number }> {
  const page = await codeUsages.list(store, { prefix: [accountId, region] })
  let codeBytes = 0
  let functions = 0
  for (const { value } of page.items) {
    codeBytes += value.codeBytes
    functions += value.functions
  }
  return { codeBytes, functions }
}

/**
 * Adds to a commit that an account's usage changes. `name` (of the function or layer) chooses the part that counts it. Fails
 * with CodeStorageExceededException; several requests at the brink may pass it together.
 */
export async function recordCodeUsage(
  commit: Atomic,
  store: Store,
  { accountId, region }: Home,
  name: string,
  change: { readonly codeBytes: number; readonly functions?: number },
): Promise<void> {
  const { codeBytes, functions = 0 } = change
  if (codeBytes === 0 && functions === 0) return
  if (codeBytes > 0) {
    const used = await readCodeUsage(store, { accountId, region })
    if (used.codeBytes + codeBytes > codeStorageBytes) throw codeStorageExceeded()
  }
  const part = partOf(name)
  const stored = await codeUsages.get(store, [accountId, region, part])
  const next = {
    codeBytes: (stored?.value.codeBytes ?? 0) + codeBytes,
    functions: (stored?.value.functions ?? 0) + functions,
  }
  codeUsages.put(commit, { accountId, region, part, ...next }, stored)
}

/** A small hash, so that functions that are made at once mostly count in different parts. */
function partOf(name: string): number {
  let hash = 0
  for (let index = 0; index < name.length; index++) hash = (Math.imul(hash, 31) + name.charCodeAt(index)) | 0
  return (hash >>> 0) % codeUsagePartCount
}
