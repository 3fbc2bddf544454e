/**
 * Archives with the same bytes for the same files: paths in order, one date, modes of two kinds. What was compressed once is
 * remembered, so that an archive of thousands of packages is made again in milliseconds after one file changed.
 * Source: APPNOTE.TXT, sections 4.3.7 to 4.3.16.
 */
import { promisify } from 'node:util'
import { crc32, deflateRaw } from 'node:zlib'
import { type Artifact, type ArtifactFile, bytesOf } from '../build/artifact.ts'

const deflate = promisify(deflateRaw)

interface Packed {
  readonly data: Buffer
  readonly crc: number
  readonly sizeBytes: number
  readonly method: 0 | 8
}

/** Makes archives, and remembers what it has compressed. */
export class Zipper {
  readonly #remembered = new Map<string, Packed>()

  /** The archive of an artifact. */
  async zip(files: Artifact): Promise<Buffer> {
    const pieces: Buffer[] = []
    const directory: Buffer[] = []
    let offset = 0
    for (const file of files) {
      const packed = await this.#packed(file)
      const name = Buffer.from(file.path, 'utf8')
      const shared = sharedHeader(packed, name.length)
      pieces.push(Buffer.from('PK\x03\x04', 'latin1'), shared, name, packed.data)
      const tail = Buffer.alloc(14)
      tail.writeUInt32LE(((0o100000 | (file.executable ? 0o755 : 0o644)) << 16) >>> 0, 6)
      tail.writeUInt32LE(offset, 10)
      // Made by Unix, so that the mode counts.
      directory.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), shared, tail, name)
      offset += 4 + shared.length + name.length + packed.data.length
    }
    const central = Buffer.concat(directory)
    const end = Buffer.alloc(22)
    end.write('PK\x05\x06', 'latin1')
    end.writeUInt16LE(files.length, 8)
    end.writeUInt16LE(files.length, 10)
    end.writeUInt32LE(central.length, 12)
    end.writeUInt32LE(offset, 16)
    return Buffer.concat([...pieces, central, end])
  }

  async #packed(file: ArtifactFile): Promise<Packed> {
    if ('bytes' in file.source) return compressed(file.source.bytes)
    const { file: place, modifiedMs, sizeBytes } = file.source
    const key = `${place}\0${modifiedMs}\0${sizeBytes}`
    const present = this.#remembered.get(key)
    if (present) return present
    const packed = await compressed(bytesOf(file))
    this.#remembered.set(key, packed)
    return packed
  }
}

async function compressed(bytes: Uint8Array): Promise<Packed> {
  const crc = crc32(bytes)
  // The fastest level: archives go to a server nearby.
  const smaller = bytes.length < 64 ? undefined : await deflate(bytes, { level: 1 })
  return smaller !== undefined && smaller.length < bytes.length
    ? { data: smaller, crc, sizeBytes: bytes.length, method: 8 }
    : { data: Buffer.from(bytes), crc, sizeBytes: bytes.length, method: 0 }
}

function sharedHeader({ data, crc, sizeBytes, method }: Packed, nameBytes: number): Buffer {
  const header = Buffer.alloc(26)
  header.writeUInt16LE(20, 0)
  // Names are UTF-8.
  header.writeUInt16LE(0x0800, 2)
  header.writeUInt16LE(method, 4)
  // The first day that a zip can name.
  header.writeUInt16LE(0x21, 8)
  header.writeUInt32LE(crc, 10)
  header.writeUInt32LE(data.length, 14)
  header.writeUInt32LE(sizeBytes, 18)
  header.writeUInt16LE(nameBytes, 22)
  return header
}
