/**
 * Reading the list of files at the end of a zip: enough to refuse what is none, and to know how large it becomes.
 * Source: PKWARE APPNOTE.TXT, sections 4.3.12, 4.3.14 to 4.3.16 and 4.4.
 */

/** What a zip holds. */
export interface ZipSummary {
  readonly fileCount: number
  /** Unit: bytes, as the zip itself says. */
  readonly unzippedBytes: number
}

const endSignature = 0x06054b50
const end64Signature = 0x06064b50
const locator64Signature = 0x07064b50
const entrySignature = 0x02014b50
const endLength = 22
const entryLength = 46

/** Reads the summary; undefined when the bytes are no zip, or one that is cut short. */
export function summarizeZip(bytes: Uint8Array): ZipSummary | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = findEnd(view)
  if (end === undefined) return undefined
  const directory = readDirectory(view, end)
  if (directory === undefined || directory.offset + directory.length > end) return undefined
  let at = directory.offset
  let unzippedBytes = 0
  let fileCount = 0
  for (let index = 0; index < directory.count; index++) {
    if (at + entryLength > end || view.getUint32(at, true) !== entrySignature) return undefined
    const nameLength = view.getUint16(at + 28, true)
    const extraLength = view.getUint16(at + 30, true)
    const size = view.getUint32(at + 24, true)
    const isFolder = nameLength > 0 && bytes[at + entryLength + nameLength - 1] === 0x2f
    unzippedBytes += size === 0xffffffff ? sizeOf64(view, at + entryLength + nameLength, extraLength) : size
    if (!isFolder) fileCount++
    at += entryLength + nameLength + extraLength + view.getUint16(at + 32, true)
  }
  return { fileCount, unzippedBytes }
}

/** The end record stands last, before a comment of at most 65,535 bytes. */
function findEnd(view: DataView): number | undefined {
  const last = view.byteLength - endLength
  for (let at = last; at >= Math.max(0, last - 0xffff); at--) {
    if (
      view.getUint32(at, true) === endSignature &&
      at + endLength + view.getUint16(at + 20, true) === view.byteLength
    )
      return at
  }
  return undefined
}

interface Directory {
  readonly offset: number
  readonly length: number
  readonly count: number
}

function readDirectory(view: DataView, end: number): Directory | undefined {
  const count = view.getUint16(end + 10, true)
  const length = view.getUint32(end + 12, true)
  const offset = view.getUint32(end + 16, true)
  if (count !== 0xffff && length !== 0xffffffff && offset !== 0xffffffff) return { offset, length, count }
  const locator = end - 20
  if (locator < 0 || view.getUint32(locator, true) !== locator64Signature) return undefined
  const end64 = Number(view.getBigUint64(locator + 8, true))
  if (end64 + 56 > locator || view.getUint32(end64, true) !== end64Signature) return undefined
  return {
    count: Number(view.getBigUint64(end64 + 32, true)),
    length: Number(view.getBigUint64(end64 + 40, true)),
    offset: Number(view.getBigUint64(end64 + 48, true)),
  }
}

/** The true size of an entry whose 32 bits do not hold it: the first value of its extra field of kind 1. */
function sizeOf64(view: DataView, start: number, length: number): number {
  for (let at = start; at + 4 <= Math.min(start + length, view.byteLength); ) {
    const kind = view.getUint16(at, true)
    const bytes = view.getUint16(at + 2, true)
    if (kind === 1 && bytes >= 8 && at + 12 <= view.byteLength) return Number(view.getBigUint64(at + 4, true))
    at += 4 + bytes
  }
  return 0xffffffff
}
